import Link from "next/link";
import { GatewayError } from "#lib/gateway/errors/gateway-error.ts";
import { consoleVisitor } from "./console/visitor.ts";
import { Apology } from "./frame/apology.tsx";
import { PageHeader } from "./frame/page-header.tsx";
import { SignOutButton } from "./session/sign-out-button.tsx";

export const metadata = { title: "Not open to you" };

/** What people see who have signed in and may not look at the console: the reason, and the way back. */
export default async function Forbidden() {
  const why = await consoleVisitor().then(
    () => "This page needs the scope gateway:operate.",
    (error: unknown) => sentence(error),
  );
  return (
    <>
      <PageHeader>
        <SignOutButton />
      </PageHeader>
      <Apology title="This page is not open to you" text={why}>
        <Link href="/" className="button" data-kind="primary" prefetch={false}>
          Go to the start page
        </Link>
      </Apology>
    </>
  );
}

function sentence(error: unknown): string {
  if (!(error instanceof GatewayError)) return "It cannot be said why.";
  if (error.reason !== "role_refused") return `${error.message}.`;
  return "It is for the role admin, who sees the own organisation, and for roles that hold the scope gateway:operate. Ask whoever runs this gateway.";
}
