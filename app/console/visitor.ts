import { auth } from "#lib/auth.ts";
import { GatewayError } from "#lib/gateway/errors/gateway-error.ts";
import { assertNotRevoked, type RevocationSubject } from "#lib/gateway/identity/revocation.ts";
import { gatewayInstance } from "#lib/gateway/instance.ts";
import { identityOfSession } from "#lib/session-identity.ts";
import { type Sight, sightOf } from "./sight.ts";

/** Somebody who may look at the console. */
export type Visitor = {
  readonly orgId: string;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly sight: Sight;
  readonly subject: RevocationSubject;
};

/**
 * Whoever asks for this page or stream, from the session alone. Throws session_missing,
 * session_incomplete, token_revoked, org_revoked, or role_refused naming the role.
 */
export async function consoleVisitor(): Promise<Visitor> {
  const { gateway, revocations } = gatewayInstance();
  const session = await auth();
  const { orgId, role, scopes, userId } = identityOfSession(session, gateway.config.roles);
  const subject = { orgId, userId, sessionId: session?.id ?? null };
  assertNotRevoked(revocations, subject, Date.now());
  const sight = sightOf({ role, scopes });
  if (sight === null) throw new GatewayError("role_refused", role);
  return { orgId, role, scopes, sight, subject };
}
