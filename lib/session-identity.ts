import { z } from "zod";
import { Person } from "./auth/person.ts";
import { GatewayError } from "./gateway/errors/gateway-error.ts";
import { isHeaderText } from "./gateway/identity/claims.ts";
import { scopesOfRole } from "./gateway/identity/scopes.ts";
import type { TokenSubject } from "./gateway/identity/sign.ts";

/** A signed-in session: an id that lives as long as the sign-in, and the person. */
export const Session = z.object({ id: z.string().min(1), person: Person });
export type Session = Readonly<z.infer<typeof Session>>;

/** What next-auth calls a session, checked; null for none and for one of another make. */
export function sessionOf(value: unknown): Session | null {
  const parsed = Session.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/**
 * Whom a token may be made for: the session's person with the scopes of their role.
 * Throws session_missing without a session or an email, session_incomplete naming whatever else is
 * missing. No value is ever filled in.
 */
export function identityOfSession(
  session: Session | null,
  roles: ReadonlyMap<string, readonly string[]>,
): TokenSubject {
  if (session === null) throw new GatewayError("session_missing", "there is no session");
  const { userId, orgId, role, email } = session.person;
  if (!isUsable(email)) throw new GatewayError("session_missing", "the session has no email");
  const scopes = role === null ? null : scopesOfRole(role, roles);
  if (isUsable(orgId) && isUsable(userId) && isUsable(role) && scopes !== null) {
    return { orgId, userId, email, role, scopes };
  }
  const missing = [
    isUsable(orgId) ? null : "org_id is missing",
    isUsable(userId) ? null : "user_id is missing",
    isUsable(role) ? unknownRole(role, scopes) : "role is missing",
  ];
  throw new GatewayError("session_incomplete", missing.filter(Boolean).join(", "));
}

// A value that no header can carry is as good as none: the token would be refused.
function isUsable(value: string | null): value is string {
  return value !== null && value !== "" && isHeaderText(value);
}

function unknownRole(role: string, scopes: readonly string[] | null): string | null {
  return scopes === null ? `the role ${JSON.stringify(role)} is not known` : null;
}
