import { errors, jwtVerify } from "jose";
import type { Identity } from "../exchange.ts";
import { tokenExpired, tokenInvalid } from "./challenge.ts";
import { identityFromClaims } from "./claims.ts";
import { assertCompactJwt } from "./compact-jwt.ts";
import { TokenCache } from "./token-cache.ts";

/** Who issues gateway tokens, and for whom (`iss` and `aud`). */
export const TOKEN_ISSUER = "eloquent-gateway";
export const TOKEN_AUDIENCE = "eloquent-api";

/** How far clocks may be apart: `exp` and `nbf` hold so much longer, and earlier. */
export const LEEWAY_SECONDS = 5;
const CACHED_TOKENS_MAX = 10_000;

type Options = {
  /** A text stands for its UTF-8 bytes. */
  readonly secret: string | Uint8Array<ArrayBuffer>;
  /** Secrets that still verify during a rotation. */
  readonly previousSecrets: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly cachedTokensMax?: number;
};

export type TokenVerifier = {
  /**
   * The identity a token vouches for; at once, without a promise, when the token was verified
   * before. Throws or rejects with token_expired (everything else about it was good) or
   * token_invalid.
   */
  verify(token: string): Identity | Promise<Identity>;
  /** Makes the next use of the tokens of these identities a full verification. */
  forget(predicate: (identity: Identity) => boolean): void;
};

/** Verifies HS256 gateway tokens (RFC 7519, RFC 8725) with 5 s leeway on `exp` and `nbf`. */
export function createTokenVerifier(options: Options): TokenVerifier {
  const { now = Date.now, cachedTokensMax = CACHED_TOKENS_MAX } = options;
  const secrets = [options.secret, ...options.previousSecrets];
  const cache = new TokenCache(cachedTokensMax);
  let keys: Promise<readonly CryptoKey[]> | null = null;
  let forgotten = 0;

  async function verifyAnew(token: string): Promise<Identity> {
    const forgottenBefore = forgotten;
    assertCompactJwt(token);
    keys ??= Promise.all(secrets.map(hmacKey));
    const payload = await verifiedPayload(token, await keys, new Date(now()));
    const identity = identityFromClaims(payload);
    // What was forgotten meanwhile must not come back by a verification that began before.
    if (forgotten === forgottenBefore) {
      cache.set(token, { identity, notBefore: payload.nbf ?? Number.NEGATIVE_INFINITY });
    }
    return identity;
  }

  return {
    verify(token) {
      const known = cache.get(token);
      if (known === undefined) return verifyAnew(token);
      const second = Math.floor(now() / 1000);
      if (known.identity.expiresAt <= second - LEEWAY_SECONDS) {
        cache.delete(token);
        throw tokenExpired();
      }
      // Holds again after the clock was set back.
      if (known.notBefore > second + LEEWAY_SECONDS) throw tokenInvalid("nbf is to come");
      return known.identity;
    },
    forget(predicate) {
      forgotten += 1;
      cache.forget(predicate);
    },
  };
}

async function verifiedPayload(token: string, keys: readonly CryptoKey[], currentDate: Date) {
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ["HS256"],
        issuer: TOKEN_ISSUER,
        audience: TOKEN_AUDIENCE,
        requiredClaims: ["exp"],
        clockTolerance: LEEWAY_SECONDS,
        currentDate,
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw tokenExpired();
      if (!(error instanceof errors.JOSEError)) throw error;
      if (!(error instanceof errors.JWSSignatureVerificationFailed))
        throw tokenInvalid(error.message);
    }
  }
  throw tokenInvalid("the signature is of no secret of ours");
}

function hmacKey(secret: string | Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, [
    "verify",
  ]);
}
