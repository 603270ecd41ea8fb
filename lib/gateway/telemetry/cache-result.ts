/**
 * What the cache made of a request, in one word. `hit` needed no upstream, `stale` neither but was
 * past its time, `collapsed` shared another request's call, `revalidated` and `miss` asked the
 * upstream, `bypass` passed the cache by, `refused` was to ask nobody (`only-if-cached`).
 */
export const CACHE_RESULTS = [
  "hit",
  "stale",
  "collapsed",
  "revalidated",
  "miss",
  "bypass",
  "refused",
] as const;

export type CacheResult = (typeof CACHE_RESULTS)[number];

const FORWARDED = /; fwd=([a-z-]+)/;

/** Reads one of our own `Cache-Status` fields (RFC 9211). */
export function cacheResult(cacheStatus: string): CacheResult {
  const why = FORWARDED.exec(cacheStatus)?.[1];
  if (why === undefined) {
    if (cacheStatus.includes("; ttl=-")) return "stale";
    return cacheStatus.includes("; hit") ? "hit" : "refused";
  }
  if (cacheStatus.includes("; collapsed")) return "collapsed";
  if (why === "bypass") return "bypass";
  return why === "stale" && cacheStatus.includes("; fwd-status=304") ? "revalidated" : "miss";
}

/**
 * The status of a service's failure for which a stored answer stood in (RFC 5861 section 4), or null.
 * Failures that are passed on have no `fwd-status`.
 */
export function failedStatus(cacheStatus: string | null): string | null {
  return /; fwd-status=(5\d\d)/.exec(cacheStatus ?? "")?.[1] ?? null;
}
