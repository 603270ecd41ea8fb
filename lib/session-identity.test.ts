import { expect, test } from "vitest";
import type { Person } from "./auth/person.ts";
import { identityOfSession, sessionOf } from "./session-identity.ts";

const PERSON: Person = {
  userId: "user-uuid",
  orgId: "org-uuid",
  role: "viewer",
  name: "Vera",
  email: "vera@example.com",
};
const ROLES = new Map<string, readonly string[]>([
  ["viewer", ["read"]],
  ["guest", []],
]);

const identityOf = (person: Partial<Person>) =>
  identityOfSession({ id: "session-1", person: { ...PERSON, ...person } }, ROLES);

test("gives the session's person the scopes of their role", () => {
  expect(identityOf({})).toEqual({
    orgId: "org-uuid",
    userId: "user-uuid",
    email: "vera@example.com",
    role: "viewer",
    scopes: ["read"],
  });
});

test("lets a role without scopes have a token without scopes", () => {
  expect(identityOf({ role: "guest" }).scopes).toEqual([]);
});

test("refuses a caller without a session", () => {
  expect(() => identityOfSession(null, ROLES)).toThrow(
    expect.objectContaining({ reason: "session_missing" }),
  );
});

test.each([null, "", " e@x", "e@x\n"])("refuses a session whose email is %j", (email) => {
  expect(() => identityOf({ email })).toThrow(
    expect.objectContaining({ reason: "session_missing" }),
  );
});

test.each<[Partial<Person>, string]>([
  [{ orgId: null }, "org_id is missing"],
  [{ orgId: "" }, "org_id is missing"],
  [{ orgId: "a\r\nx-user-role: admin" }, "org_id is missing"],
  [{ userId: null }, "user_id is missing"],
  [{ role: null }, "role is missing"],
  [{ role: "owner" }, 'the role "owner" is not known'],
  [{ role: "Viewer" }, 'the role "Viewer" is not known'],
  [{ role: "constructor" }, 'the role "constructor" is not known'],
  [{ orgId: null, role: null }, "org_id is missing, role is missing"],
])("refuses a session of %j and says: %s", (person, missing) => {
  expect(() => identityOf(person)).toThrow(
    expect.objectContaining({
      reason: "session_incomplete",
      message: `The session cannot be given a token: ${missing}`,
    }),
  );
});

test("knows a session of its own making", () => {
  const session = { id: "session-1", person: PERSON };

  expect(sessionOf({ ...session, expires: "2024", user: { email: "x" } })).toEqual(session);
});

test.each([
  null,
  undefined,
  {},
  { message: "There is a problem with the server configuration." },
  { id: "", person: PERSON },
  { id: true, person: PERSON },
  { id: "session-1" },
  { id: "session-1", person: { ...PERSON, orgId: 7 } },
  { id: "session-1", person: { ...PERSON, role: ["admin"] } },
])("takes %j for no session", (value) => {
  expect(sessionOf(value)).toBeNull();
});
