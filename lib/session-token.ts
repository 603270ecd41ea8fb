import type { TokenSubject } from "./gateway/identity/sign.ts";
import { signGatewayToken, TOKEN_SECONDS } from "./gateway/identity/sign.ts";
import { identityOfSession, type Session } from "./session-identity.ts";

type Minting = {
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

type Minted = { readonly token: string; readonly subject: string; readonly goodUntil: number };

const SESSIONS_MAX = 1000;
// Long calls finish with the token that they began with.
const SPARE_MS = 60_000;

const minted = new Map<string, Minted>();

/**
 * A token for a session, for calls inside of this process; the same one as long as it holds and
 * says what the session and the roles say now. Throws what `identityOfSession` throws.
 */
export async function sessionToken(session: Session, minting: Minting): Promise<string> {
  const { now, roles, secret } = minting;
  const subject = identityOfSession(session, roles);
  const key = JSON.stringify(subject);
  const known = minted.get(session.id);
  if (known !== undefined && known.subject === key && now < known.goodUntil) return known.token;
  const token = await sign(subject, session.id, secret, now);
  if (minted.size >= SESSIONS_MAX) minted.clear();
  const goodUntil = now + TOKEN_SECONDS * 1000 - SPARE_MS;
  minted.set(session.id, { token, subject: key, goodUntil });
  return token;
}

function sign(subject: TokenSubject, sessionId: string, secret: string, now: number) {
  return signGatewayToken(subject, { secret, sessionId, now });
}
