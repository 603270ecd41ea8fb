import { expect, test } from "vitest";
import { authOptions } from "./auth.ts";
import { parseEnv } from "./env.ts";

const BASE = {
  JWT_SECRET: "a-secret-of-at-least-thirty-two-bytes",
  NEXTAUTH_SECRET: "another-secret-of-thirty-two-bytes-or-more",
  NEXTAUTH_URL: "http://localhost:3000",
};
const OIDC = {
  AUTH_OIDC_ISSUER: "https://id.example/realm/",
  AUTH_OIDC_CLIENT_ID: "client",
  AUTH_OIDC_CLIENT_SECRET: "secret",
};
const optionsOf = (variables: Record<string, string>) =>
  authOptions(parseEnv({ ...BASE, ...variables }));

test("offers nothing to sign in with that the environment does not name", () => {
  expect(optionsOf({}).providers).toEqual([]);
});

test("offers the OpenID provider with every check", () => {
  expect(optionsOf(OIDC).providers).toMatchObject([
    {
      id: "oidc",
      wellKnown: "https://id.example/realm/.well-known/openid-configuration",
      authorization: { params: { scope: "openid profile email" } },
      checks: ["pkce", "state", "nonce"],
      idToken: true,
    },
  ]);
});

test("offers demo accounts only when told to", () => {
  expect(optionsOf({ AUTH_DEMO: "1" }).providers).toMatchObject([{ id: "credentials" }]);
});

test("sends cookies over https only where the app is on https", () => {
  expect(optionsOf({ NEXTAUTH_URL: "https://app.example" }).useSecureCookies).toBe(true);
  expect(optionsOf({}).useSecureCookies).toBe(false);
});

test.each([
  ["/console?a=1", "https://app.example/console?a=1"],
  ["https://app.example/console", "https://app.example/console"],
  ["https://evil.example/", "https://app.example"],
  ["https://app.example.evil.example/", "https://app.example"],
  ["https://app.example@evil.example/", "https://app.example"],
  ["//evil.example/", "https://app.example"],
  ["/\\evil.example/", "https://app.example"],
  ["javascript:alert(1)", "https://app.example"],
  ["http://", "https://app.example"],
])("leads from a sign-in to %s by way of %s", async (url, expected) => {
  const { callbacks } = optionsOf({ NEXTAUTH_URL: "https://app.example" });

  expect(await callbacks?.redirect?.({ url, baseUrl: "https://app.example" })).toBe(expected);
});
