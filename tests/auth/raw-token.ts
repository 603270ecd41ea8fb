import { createHmac } from "node:crypto";

export const SECRET = "a-secret-of-at-least-thirty-two-bytes";

/** 2024-03-01T10:00:00Z, in seconds. */
export const NOW = 1_709_287_200;

/** The claims of a good token, as the platform guide shows them. */
export const CLAIMS = {
  iss: "eloquent-gateway",
  aud: "eloquent-api",
  iat: NOW,
  exp: NOW + 3600,
  org_id: "org-uuid",
  user_id: "user-uuid",
  email: "user@example.com",
  role: "user",
  scopes: ["read", "write", "write:agents"],
  product: "eloquent",
};

type Making = {
  /** An object, or the JSON text itself. */
  readonly header?: object | string;
  readonly payload?: object | string;
  readonly secret?: string;
  readonly hash?: "sha256" | "sha384" | "sha512";
};

/** A token made by hand: whatever it says, its signature is right. */
export function rawToken({
  header = { alg: "HS256" },
  payload = CLAIMS,
  secret = SECRET,
  hash = "sha256",
}: Making = {}): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest("base64url")}`;
}

/** A good token but for these claims; `undefined` leaves one out. */
export function tokenWith(claims: Record<string, unknown>): string {
  return rawToken({ payload: { ...CLAIMS, ...claims } });
}

function encode(part: object | string): string {
  return Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
}
