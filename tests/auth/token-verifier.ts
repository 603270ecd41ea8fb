import { expect } from "vitest";
import { createTokenVerifier } from "#lib/gateway/identity/token.ts";
import { NOW, SECRET } from "./raw-token.ts";

/** The secret before the one in use, whose tokens are still good. */
export const PREVIOUS = "the-secret-that-was-in-use-until-now!";

/** The refusals of a token, as `toThrow` takes them. */
export const invalid = expect.objectContaining({
  reason: "token_invalid",
  headers: ["www-authenticate", expect.stringContaining('error="invalid_token"')],
});
export const expired = expect.objectContaining({
  reason: "token_expired",
  headers: ["www-authenticate", expect.stringContaining('error="invalid_token"')],
});

/** A verifier whose clock the test moves, and which starts at `NOW`. */
export function verifier(secret = SECRET, cachedTokensMax = 100) {
  const clock = { seconds: NOW };
  const tokens = createTokenVerifier({
    secret,
    previousSecrets: [PREVIOUS],
    now: () => clock.seconds * 1000,
    cachedTokensMax,
  });
  return { clock, verify: async (token: string) => tokens.verify(token), tokens };
}
