import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { tokenClaims } from "./token-claims.ts";

const secret = new TextEncoder().encode("a secret of thirty-two bytes at the least");

test("reads every claim of a signed token in its order", async () => {
  const payload = {
    org_id: "o-1",
    role: "viewer",
    scopes: ["read"],
    name: "Zoë >>> ??? >>>> ????",
  };
  const token = await new SignJWT(payload).setProtectedHeader({ alg: "HS256" }).sign(secret);

  const claims = tokenClaims(token);

  expect(claims?.all).toEqual(Object.entries(payload));
  expect(claims?.role).toBe("viewer");
  expect(claims?.scopes).toEqual(["read"]);
});

test("takes missing and mistyped scopes for none", async () => {
  const token = await new SignJWT({ scopes: "read", role: 7 })
    .setProtectedHeader({ alg: "HS256" })
    .sign(secret);

  const claims = tokenClaims(token);

  expect(claims?.scopes).toEqual([]);
  expect(claims?.role).toBeNull();
});

test.each(["", "a.b.c", "a..c", "no token"])("gives nothing for %j", (token) => {
  expect(tokenClaims(token)).toBeNull();
});
