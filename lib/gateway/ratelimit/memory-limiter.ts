import type { Decision, Rule } from "./limiter.ts";
import { hitWindow, type WindowCount } from "./sliding-window.ts";

/** A Limiter that never has to wait. */
export type LocalLimiter = { hit(bucket: string, rule: Rule, now: number): Decision };

/**
 * A limiter within this process. Holds at most `bucketsMax` buckets; beyond that the bucket that
 * was hit longest ago makes room, so memory is bounded whatever the callers send. Which that is
 * begins to be noted when half of them are there.
 */
export function memoryLimiter(bucketsMax = 100_000): LocalLimiter {
  const buckets = new Map<string, WindowCount>();
  return {
    hit(bucket, rule, now) {
      const { count, decision } = hitWindow(buckets.get(bucket), rule, now);
      if (buckets.size > bucketsMax / 2) buckets.delete(bucket);
      buckets.set(bucket, count);
      if (buckets.size > bucketsMax) evictOldest(buckets);
      return decision;
    },
  };
}

function evictOldest(buckets: Map<string, WindowCount>): void {
  const oldest = buckets.keys().next();
  if (!oldest.done) buckets.delete(oldest.value);
}
