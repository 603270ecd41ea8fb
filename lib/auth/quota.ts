import { GatewayError } from "../gateway/errors/gateway-error.ts";
import type { Limiter, Rule } from "../gateway/ratelimit/limiter.ts";
import { retryAfterSeconds } from "../gateway/ratelimit/policy.ts";

/** Counts one use of a bucket. Throws rate_limited with `Retry-After` when it is exhausted. */
export async function assertWithinQuota(
  limiter: Limiter,
  bucket: string,
  rule: Rule,
  now: number,
): Promise<void> {
  const decision = await limiter.hit(bucket, rule, now);
  if (decision.isAllowed) return;
  const seconds = retryAfterSeconds(decision);
  throw new GatewayError("rate_limited", seconds, { headers: ["retry-after", seconds] });
}
