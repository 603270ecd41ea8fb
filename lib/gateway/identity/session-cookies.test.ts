import { expect, test } from "vitest";
import { isSessionCookie } from "./session-cookies.ts";

test.each([
  "next-auth.session-token",
  "next-auth.session-token.0",
  "__Secure-next-auth.session-token",
  "__Secure-next-auth.session-token.12",
  "__Host-next-auth.csrf-token",
  "__secure-Next-Auth.session-token",
  "next-auth.callback-url",
  "next-auth.pkce.code_verifier",
  "next-auth.state",
  "next-auth.nonce",
])("knows the app's own cookie %s", (name) => {
  expect(isSessionCookie(name)).toBe(true);
});

test.each(["session-token", "my-next-auth.session-token", "next-authentic", "theme", ""])(
  "leaves the cookie %j to services",
  (name) => {
    expect(isSessionCookie(name)).toBe(false);
  },
);
