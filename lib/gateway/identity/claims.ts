import { z } from "zod";
import type { Identity } from "../exchange.ts";
import { tokenInvalid } from "./challenge.ts";

/** A claim that upstream services receive: its header, and its value, null when there is none. */
export type ForwardedClaim = {
  readonly header: string;
  readonly valueOf: (identity: Identity) => string | null;
};

const forwarded = z.registry<ForwardedClaim>();

const text = () => z.string().refine(isPlainText, "unsafe characters");
const headerText = () => z.string().refine(isHeaderText, "unfit for a header");

const requiredText = () => headerText().min(1);
const optionalText = () =>
  headerText()
    .optional()
    .transform((value) => value || null);

// The table of claims: name, what is accepted, and the header it is forwarded in, if any.
const CLAIMS = z.object({
  org_id: requiredText().register(forwarded, { header: "X-Org-ID", valueOf: (id) => id.orgId }),
  user_id: requiredText().register(forwarded, { header: "X-User-ID", valueOf: (id) => id.userId }),
  email: optionalText().register(forwarded, { header: "X-User-Email", valueOf: (id) => id.email }),
  role: optionalText().register(forwarded, { header: "X-User-Role", valueOf: (id) => id.role }),
  scopes: z.array(text()).default([]),
  product: z.literal("eloquent").optional(),
  jti: text().optional(),
  exp: z.number(),
  nbf: z.number().optional(),
});

/** The claims that become request headers of the upstream call, derived from the table. */
export const FORWARDED_CLAIMS: readonly ForwardedClaim[] = Object.values(CLAIMS.shape)
  .map((claim) => forwarded.get(claim))
  .filter((claim) => claim !== undefined);

/**
 * The identity in a verified payload. Throws token_invalid when a claim has the wrong type,
 * org_id or user_id is missing or empty, a value is unfit for a header, or the product is another.
 */
export function identityFromClaims(payload: unknown): Identity {
  const parsed = CLAIMS.safeParse(payload);
  if (!parsed.success) throw tokenInvalid(claimFault(parsed.error));
  const { org_id, user_id, email, role, scopes, jti, exp } = parsed.data;
  return {
    orgId: org_id,
    userId: user_id,
    email,
    role,
    scopes,
    sessionId: sessionIdOf(jti),
    expiresAt: exp,
  };
}

function claimFault({ issues: [issue] }: z.ZodError): string {
  return `claim ${issue?.path.join(".")}: ${issue?.message}`;
}

/** `<session id>.<random>` → the session id; null for a `jti` of another make. */
function sessionIdOf(jti: string | undefined): string | null {
  return jti?.slice(0, Math.max(0, jti.lastIndexOf("."))) || null;
}

/** A value that reaches an upstream in a header as exactly itself. */
export function isHeaderText(value: string): boolean {
  // Spaces around a field value do not survive HTTP (RFC 9110 section 5.5): "a" and " a" would meet.
  return isPlainText(value) && !value.startsWith(" ") && !value.endsWith(" ");
}

// A lone surrogate has no UTF-8 form: as bytes, two different ids would become the same one.
function isPlainText(value: string): boolean {
  return !/\p{Cc}/u.test(value) && value.isWellFormed();
}
