import { expect, test } from "vitest";
import { CLAIMS, NOW, rawToken, tokenWith } from "#tests/auth/raw-token.ts";
import { expired, invalid, verifier } from "#tests/auth/token-verifier.ts";

test("refuses a signed payload that says a claim twice", async () => {
  const { verify } = verifier();
  const payload = `${JSON.stringify(CLAIMS).slice(0, -1)},"org_id":"other"}`;

  await expect(verify(rawToken({ payload }))).rejects.toThrow(invalid);
});

test.each([
  ["no iss", { iss: undefined }],
  ["another iss", { iss: "joe" }],
  ["a list as iss", { iss: ["eloquent-gateway"] }],
  ["no aud", { aud: undefined }],
  ["another aud", { aud: "other-api" }],
  ["an aud that contains ours as text", { aud: "eloquent-api2" }],
  ["a list of other auds", { aud: ["other-api"] }],
  ["an object as aud", { aud: { "eloquent-api": true } }],
  ["no exp", { exp: undefined }],
  ["exp as text", { exp: String(NOW + 3600) }],
  ["a list as exp", { exp: [NOW + 3600] }],
  ["exp null", { exp: null }],
  ["nbf ahead", { nbf: NOW + 6 }],
  ["nbf as text", { nbf: String(NOW) }],
  ["iat as text", { iat: String(NOW) }],
  ["no org_id", { org_id: undefined }],
  ["an empty user_id", { user_id: "" }],
  ["a line break in org_id", { org_id: "a\r\nx-user-role: admin" }],
  ["another product", { product: "other" }],
])("refuses a token with %s", async (_, claims) => {
  const { verify } = verifier();

  await expect(verify(tokenWith(claims))).rejects.toThrow(invalid);
});

test("refuses an exp that no clock reaches", async () => {
  const { verify } = verifier();
  const payload = JSON.stringify(CLAIMS).replace(String(CLAIMS.exp), "1e999");

  await expect(verify(rawToken({ payload }))).rejects.toThrow(invalid);
});

test("takes our aud among others", async () => {
  const { verify } = verifier();

  const identity = await verify(tokenWith({ aud: ["other-api", "eloquent-api"] }));

  expect(identity.orgId).toBe("org-uuid");
});

test("allows clocks to differ by five seconds and no more", async () => {
  const { verify } = verifier();

  await expect(verify(tokenWith({ exp: NOW - 4 }))).resolves.toBeDefined();
  await expect(verify(tokenWith({ exp: NOW - 5 }))).rejects.toThrow(expired);
  await expect(verify(tokenWith({ nbf: NOW + 5 }))).resolves.toBeDefined();
  await expect(verify(tokenWith({ nbf: NOW + 6 }))).rejects.toThrow(invalid);
});

test("calls a token expired only when its signature is good", async () => {
  const { verify } = verifier();
  const payload = { ...CLAIMS, exp: NOW - 60 };

  await expect(verify(rawToken({ payload }))).rejects.toThrow(expired);
  await expect(verify(rawToken({ payload, secret: "another" }))).rejects.toThrow(invalid);
});
