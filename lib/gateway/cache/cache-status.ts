/** Why a request went to the upstream (RFC 9211 section 2.2). */
export type Forwarded = "bypass" | "uri-miss" | "vary-miss" | "stale" | "request";

type Details = {
  /** The upstream's own status, where it is not the answer's. */
  readonly status?: number | null;
  readonly isStored?: boolean;
  /** Whether another request's call was shared. */
  readonly isCollapsed?: boolean;
};

const NAME = "eloquent-gateway";

/** `Cache-Status` where neither the cache nor the upstream answered: the client forbade asking. */
export const NOT_CACHED = `${NAME}; detail=only-if-cached`;

/** `Cache-Status` of an answer that needed no upstream. */
export const HIT = `${NAME}; hit`;

/** The same for a stale answer: how long it has been so, in seconds (RFC 9211 section 2.5). */
export function staleHit(staleSeconds: number): string {
  return `${HIT}; ttl=${-Math.max(0, Math.floor(staleSeconds))}`;
}

/** `Cache-Status` of an answer for which the upstream was asked (RFC 9211 section 2). */
export function forwarded(why: Forwarded, details: Details = {}): string {
  const { status = null, isStored = false, isCollapsed = false } = details;
  const parts = [`${NAME}; fwd=${why}`];
  if (status !== null) parts.push(`fwd-status=${status}`);
  if (isStored) parts.push("stored");
  if (isCollapsed) parts.push("collapsed");
  return parts.join("; ");
}
