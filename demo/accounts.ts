import { ACME_ORG_ID, ELOQUENT_ORG_ID, GLOBEX_ORG_ID } from "./orgs.ts";

export type DemoAccount = {
  readonly userId: string;
  readonly orgId: string;
  readonly orgName: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
};

/** The password of every demo account. It is no secret: the sign-in page shows it. */
export const DEMO_PASSWORD = "demo";

/** Who can sign in with AUTH_DEMO=1: one of each role in one organisation, a stranger to it, and an operator. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  {
    userId: "1f0a8d53-6f3e-4c1b-9a57-0f4f2f6f6a01",
    orgId: ACME_ORG_ID,
    orgName: "ACME",
    name: "Vera Viewer",
    email: "viewer@acme.example",
    role: "viewer",
  },
  {
    userId: "2b7c1e94-3d58-4f0e-8c66-5a1d9e7b3c02",
    orgId: ACME_ORG_ID,
    orgName: "ACME",
    name: "Uli User",
    email: "user@acme.example",
    role: "user",
  },
  {
    userId: "3c9d2fa5-8e67-4a2f-b175-7b3e0f8c4d03",
    orgId: ACME_ORG_ID,
    orgName: "ACME",
    name: "Ada Admin",
    email: "admin@acme.example",
    role: "admin",
  },
  {
    userId: "4dae30b6-1f78-4b3a-a286-8c4f1a9d5e04",
    orgId: GLOBEX_ORG_ID,
    orgName: "Globex",
    name: "Gil Globex",
    email: "user@globex.example",
    role: "user",
  },
  {
    userId: "5ebf41c7-2a89-4c4b-b397-9d5a2bae6f05",
    orgId: ELOQUENT_ORG_ID,
    orgName: "Eloquent",
    name: "Olga Operator",
    email: "ops@eloquent.example",
    role: "operator",
  },
];
