import { SignJWT } from "jose";
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from "./token.ts";

/** How long a gateway token holds, in seconds. */
export const TOKEN_SECONDS = 3600;

/** The person a token is made for. */
export type TokenSubject = {
  readonly orgId: string;
  readonly userId: string;
  readonly email: string;
  readonly role: string;
  readonly scopes: readonly string[];
};

type Options = {
  readonly secret: string;
  readonly sessionId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/** A signed gateway token (HS256) that holds for an hour; `jti` is `<session id>.<random>`. */
export function signGatewayToken(subject: TokenSubject, options: Options): Promise<string> {
  const issuedAt = Math.floor(options.now / 1000);
  const claims = {
    org_id: subject.orgId,
    user_id: subject.userId,
    email: subject.email,
    role: subject.role,
    scopes: [...subject.scopes],
    product: "eloquent",
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(TOKEN_ISSUER)
    .setAudience(TOKEN_AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + TOKEN_SECONDS)
    .setJti(`${options.sessionId}.${randomPart()}`)
    .sign(new TextEncoder().encode(options.secret));
}

function randomPart(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString("base64url");
}
