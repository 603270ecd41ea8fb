import { expect, test } from "vitest";
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from "#demo/accounts.ts";
import { personOfCredentials } from "./demo-person.ts";

test.each(DEMO_ACCOUNTS)("signs $email in", ({ email, userId, orgId, role }) => {
  const person = personOfCredentials({ email: ` ${email.toUpperCase()}`, password: DEMO_PASSWORD });

  expect(person).toMatchObject({ email, userId, orgId, role });
});

test.each([
  undefined,
  {},
  { email: "user@acme.example" },
  { email: "user@acme.example", password: "" },
  { email: "user@acme.example", password: "Demo" },
  { email: "user@acme.example", password: `${DEMO_PASSWORD} ` },
  { email: "user@acme.example", password: [DEMO_PASSWORD] },
  { email: "nobody@acme.example", password: DEMO_PASSWORD },
  { email: "", password: DEMO_PASSWORD },
])("signs nobody in with %j", (credentials) => {
  expect(personOfCredentials(credentials)).toBeNull();
});

test("gives every account an id of its own, three roles in one organisation, one outside it and an operator", () => {
  expect(new Set(DEMO_ACCOUNTS.map(({ userId }) => userId)).size).toBe(DEMO_ACCOUNTS.length);
  expect(DEMO_ACCOUNTS.map(({ orgName, role }) => `${orgName} ${role}`)).toEqual(
    expect.arrayContaining([
      "ACME viewer",
      "ACME user",
      "ACME admin",
      "Globex user",
      "Eloquent operator",
    ]),
  );
});
