import { SignJWT } from "jose";
import { TEST_SECRET } from "./app.ts";

/** Claims of a good token, as the platform's guide shows them. */
export const GOOD_CLAIMS = {
  org_id: "org-1",
  user_id: "user-1",
  email: "user@example.com",
  role: "user",
  scopes: ["read", "write", "write:agents"],
  product: "eloquent",
};

export type TokenOptions = {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly without?: readonly (keyof typeof GOOD_CLAIMS)[];
  readonly header?: Readonly<Record<string, unknown>>;
  readonly secret?: string;
  readonly alg?: string;
  readonly issuer?: string;
  readonly audience?: string | string[];
  /** Seconds from now; null for a token without `exp`. */
  readonly expiresIn?: number | null;
};

/** A token signed by jose alone, so that the tests do not trust the app's own signer. */
export function makeToken(options: TokenOptions = {}): Promise<string> {
  const claims: Record<string, unknown> = { ...GOOD_CLAIMS, ...options.claims };
  for (const name of options.without ?? []) delete claims[name];
  const now = Math.floor(Date.now() / 1000);
  const { expiresIn = 3600 } = options;
  const token = new SignJWT(claims)
    .setProtectedHeader({ alg: options.alg ?? "HS256", ...options.header })
    .setIssuedAt(now)
    .setIssuer(options.issuer ?? "eloquent-gateway")
    .setAudience(options.audience ?? "eloquent-api");
  if (expiresIn !== null) token.setExpirationTime(now + expiresIn);
  return token.sign(new TextEncoder().encode(options.secret ?? TEST_SECRET));
}

/** `Authorization` of a good token, with claims changed as given. */
export async function bearer(options: TokenOptions = {}): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await makeToken(options)}` };
}
