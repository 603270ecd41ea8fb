import { expect, test } from "vitest";
import { CLAIMS } from "#tests/auth/raw-token.ts";
import { FORWARDED_CLAIMS, identityFromClaims, isHeaderText } from "./claims.ts";

const { product: _, ...withoutProduct } = CLAIMS;

test("turns the guide's claims into an identity", () => {
  expect(identityFromClaims({ ...CLAIMS, jti: "session.1.random" })).toEqual({
    orgId: "org-uuid",
    userId: "user-uuid",
    email: "user@example.com",
    role: "user",
    scopes: ["read", "write", "write:agents"],
    sessionId: "session.1",
    expiresAt: CLAIMS.exp,
  });
});

test("forwards exactly the four claims of the contract", () => {
  const identity = identityFromClaims(CLAIMS);

  const forwarded = FORWARDED_CLAIMS.map((claim) => [claim.header, claim.valueOf(identity)]);

  expect(forwarded).toEqual([
    ["X-Org-ID", "org-uuid"],
    ["X-User-ID", "user-uuid"],
    ["X-User-Email", "user@example.com"],
    ["X-User-Role", "user"],
  ]);
});

test("leaves out what an optional claim does not say", () => {
  const { org_id, user_id, exp } = CLAIMS;

  expect(identityFromClaims({ org_id, user_id, exp, email: "" })).toEqual({
    orgId: "org-uuid",
    userId: "user-uuid",
    email: null,
    role: null,
    scopes: [],
    sessionId: null,
    expiresAt: exp,
  });
});

test("takes a token without a product", () => {
  expect(identityFromClaims(withoutProduct).orgId).toBe("org-uuid");
});

test.each(["", ".", ".random", "no-dot"])("finds no session in the jti %j", (jti) => {
  expect(identityFromClaims({ ...CLAIMS, jti }).sessionId).toBeNull();
});

const unacceptable: Record<string, unknown[]> = {
  org_id: [
    undefined,
    null,
    "",
    7,
    ["org-uuid"],
    {},
    "a\nb",
    "a\0",
    " a",
    "a ",
    "\ud800",
    "a\u007f",
    "a\u0085",
  ],
  user_id: [undefined, null, "", 7, ["user-uuid"], "a\r\nx-org-id: b"],
  email: [null, 7, ["a@b"], "a\n@b"],
  role: [null, 7, ["admin"], "admin\t"],
  scopes: [null, "read write", [7], ["read\n"], { read: true }],
  product: [null, "", "Eloquent", "other", ["eloquent"]],
  jti: [null, 7, "session\n.random"],
  exp: [undefined, null, "1709290800", Number.POSITIVE_INFINITY],
  nbf: [null, "1709290800", Number.NEGATIVE_INFINITY],
};

test.each(
  Object.entries(unacceptable).flatMap(([claim, values]) => values.map((value) => [claim, value])),
)("refuses %s of %j", (claim, value) => {
  const payload = { ...CLAIMS, [String(claim)]: value };

  expect(() => identityFromClaims(payload)).toThrow(
    expect.objectContaining({ reason: "token_invalid" }),
  );
});

test.each([null, [], "text", 7])("refuses the payload %j", (payload) => {
  expect(() => identityFromClaims(payload)).toThrow(
    expect.objectContaining({ reason: "token_invalid" }),
  );
});

test("lets any printable text into a header", () => {
  expect(isHeaderText("Zoë Ünïcode 漢字 🙂")).toBe(true);
});
