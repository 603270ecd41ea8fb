import { assertWithinQuota } from "./auth/quota.ts";
import { isOwnOrigin } from "./gateway/cors/origin.ts";
import { GatewayError } from "./gateway/errors/gateway-error.ts";
import { type HeaderList, headerValue } from "./gateway/header-list.ts";
import { assertNotRevoked, type RevocationList } from "./gateway/identity/revocation.ts";
import { signGatewayToken, TOKEN_SECONDS } from "./gateway/identity/sign.ts";
import type { Limiter } from "./gateway/ratelimit/limiter.ts";
import { jsonReply, type Reply } from "./gateway/reply.ts";
import { identityOfSession, type Session } from "./session-identity.ts";

const TOKENS_PER_SESSION = { requests: 60, windowMs: 60_000 };

export type TokenIssuer = {
  readonly session: () => Promise<Session | null>;
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly limiter: Limiter;
  readonly revocations: RevocationList;
  readonly secret: string;
  /** The app's own origin as browsers see it. */
  readonly publicOrigin: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

type Call = { readonly method: string; readonly headers: HeaderList };

/**
 * Exchanges the caller's session for a gateway token: `{ token, expiresIn }`, in seconds.
 * Throws method_refused, cross_site, session_missing, rate_limited, session_incomplete,
 * token_revoked or org_revoked.
 */
export async function issueGatewayToken(call: Call, issuer: TokenIssuer): Promise<Reply> {
  if (call.method !== "GET") {
    throw new GatewayError("method_refused", call.method, { headers: ["allow", "GET"] });
  }
  if (!isSameOriginCaller(call.headers, issuer.publicOrigin)) throw new GatewayError("cross_site");
  const session = await issuer.session();
  if (session === null) throw new GatewayError("session_missing", "there is no session");
  const now = issuer.now();
  await assertWithinQuota(issuer.limiter, `token:${session.id}`, TOKENS_PER_SESSION, now);
  const subject = identityOfSession(session, issuer.roles);
  assertNotRevoked(issuer.revocations, { ...subject, sessionId: session.id }, now);
  const { secret } = issuer;
  const token = await signGatewayToken(subject, { secret, sessionId: session.id, now });
  return jsonReply(200, { token, expiresIn: TOKEN_SECONDS });
}

/**
 * True when no browser says that another site is calling. Both headers are out of a page's reach
 * (Fetch Metadata, Fetch section 3.1); clients that are no browsers may leave them out.
 */
export function isSameOriginCaller(headers: HeaderList, publicOrigin: string): boolean {
  const site = headerValue(headers, "sec-fetch-site") ?? "none";
  if (site !== "same-origin" && site !== "none") return false;
  const origin = headerValue(headers, "origin");
  return origin === null || isOwnOrigin(origin, headers, publicOrigin);
}
