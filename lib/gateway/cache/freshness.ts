import { ageSeconds, type Entry } from "./entry.ts";
import type { RequestTerms } from "./request-terms.ts";

/** Whether a stored answer may be given at once, while it is revalidated, or not before that. */
export type Usability = "fresh" | "stale-while-revalidate" | "stale" | "refused";

/**
 * What a request may have of a stored answer (RFC 9111 sections 4.2 and 5.2.1). "refused": the answer
 * is fresh, but not fresh enough for this request.
 */
export function usability(entry: Entry, terms: RequestTerms, now: number): Usability {
  if (now < entry.freshUntil) return isFreshEnough(entry, terms, now) ? "fresh" : "refused";
  const isWithinWindow = now < entry.revalidatedUntil && isFreshEnough(entry, terms, now);
  return isWithinWindow ? "stale-while-revalidate" : "stale";
}

/** Whether it may stand in for an upstream that fails (RFC 5861 section 4). */
export function mayStandIn(entry: Entry, terms: RequestTerms, now: number): boolean {
  return now < entry.fallbackUntil && !terms.noCache;
}

function isFreshEnough(entry: Entry, terms: RequestTerms, now: number): boolean {
  if (terms.noCache) return false;
  if (terms.maxAgeMs !== null && ageSeconds(entry, now) * 1000 > terms.maxAgeMs) return false;
  return terms.minFreshMs === null || entry.freshUntil - now >= terms.minFreshMs;
}
