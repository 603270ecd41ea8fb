import { z } from "zod";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Identity } from "../exchange.ts";
import { tokenRevoked } from "./challenge.ts";

/** What may be revoked. User ids are unique within an organisation, session ids everywhere. */
export const RevocationTarget = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("session"), sessionId: z.string().min(1) }),
  z.object({ kind: z.literal("user"), orgId: z.string().min(1), userId: z.string().min(1) }),
  z.object({ kind: z.literal("org"), orgId: z.string().min(1) }),
]);

export type RevocationTarget = Readonly<z.infer<typeof RevocationTarget>>;

export type RevocationKind = RevocationTarget["kind"];

/** Who is asked about: the caller of a request, or of the token endpoint. */
export type RevocationSubject = Pick<Identity, "orgId" | "userId" | "sessionId">;

export type RevocationList = {
  /** Why the subject may do nothing, or null; from memory. `now` in milliseconds since the epoch. */
  revocationOf(subject: RevocationSubject, now: number): RevocationKind | null;
  /**
   * Revokes until a moment, in seconds since the epoch, and at least until every token made so far
   * has expired. Holds in this process at once, and within 5 s wherever the store is shared.
   * Resolves to false when the store is gone: then it is passed on when the store is back, if this
   * process still runs.
   */
  revoke(target: RevocationTarget, untilSeconds: number): Promise<boolean>;
};

/** Throws token_revoked for a revoked session or user, org_revoked for a revoked organisation. */
export function assertNotRevoked(
  list: RevocationList,
  subject: RevocationSubject,
  now: number,
): void {
  const kind = list.revocationOf(subject, now);
  if (kind === null) return;
  throw kind === "org" ? new GatewayError("org_revoked") : tokenRevoked();
}
