import { GatewayError } from "../gateway/errors/gateway-error.ts";
import type { Limiter, Rule } from "../gateway/ratelimit/limiter.ts";

/** Counts one use of a bucket. Throws rate_limited with `Retry-After` when it is exhausted. */
export async function assertWithinQuota(
  limiter: Limiter,
  bucket: string,
  rule: Rule,
  now: number,
): Promise<void> {
  const { isAllowed, resetMs } = await limiter.hit(bucket, rule, now);
  if (isAllowed) return;
  const seconds = String(Math.max(1, Math.ceil(resetMs / 1000)));
  throw new GatewayError("rate_limited", seconds, { headers: ["retry-after", seconds] });
}
