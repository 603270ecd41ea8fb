import { expect, test } from "vitest";
import { completeClaims, personOfClaims } from "./oidc-person.ts";

const NAMES = { orgClaim: "org_id", userClaim: "sub", roleClaim: "realm.role" };
const COMPLETE = { sub: "u", org_id: "o", realm: { role: "user" }, email: "e@x", name: "E" };

test("reads organisation, user and role where the environment says they are", () => {
  const names = { orgClaim: "tenant.id", userClaim: "uid", roleClaim: "role" };
  const claims = { ...COMPLETE, tenant: { id: "t" }, uid: "other-id", role: "viewer" };

  expect(personOfClaims(claims, names)).toEqual({
    userId: "other-id",
    orgId: "t",
    role: "viewer",
    name: "E",
    email: "e@x",
  });
});

test("assumes nothing that the provider does not say", () => {
  expect(personOfClaims({ sub: "u" }, NAMES)).toEqual({
    userId: "u",
    orgId: null,
    role: null,
    name: null,
    email: null,
  });
});

test("asks userinfo only for what the ID token lacks", async () => {
  const unwanted = () => Promise.reject(new Error("userinfo was asked"));

  await expect(completeClaims(COMPLETE, NAMES, unwanted)).resolves.toEqual(COMPLETE);
});

test("completes an ID token, whose own claims win", async () => {
  const userinfo = () => Promise.resolve({ ...COMPLETE, email: "other@x" });

  const claims = await completeClaims({ sub: "u", email: "e@x" }, NAMES, userinfo);

  expect(claims).toEqual(COMPLETE);
});

test("refuses userinfo about somebody else", async () => {
  const userinfo = () => Promise.resolve({ ...COMPLETE, sub: "another" });

  await expect(completeClaims({ sub: "u" }, NAMES, userinfo)).rejects.toThrow("another subject");
});

test("makes do with the ID token where there is no userinfo", async () => {
  await expect(completeClaims({ sub: "u" }, NAMES, null)).resolves.toEqual({ sub: "u" });
});
