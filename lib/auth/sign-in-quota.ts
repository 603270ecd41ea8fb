import type { Limiter } from "../gateway/ratelimit/limiter.ts";
import { assertWithinQuota } from "./quota.ts";

const ATTEMPTS_PER_NETWORK = { requests: 10, windowMs: 60_000 };

type AuthCall = {
  readonly method: string;
  /** What follows `/api/auth/`. */
  readonly segments: readonly string[];
  /** The client's address or network, null where the platform tells none. */
  readonly clientNetwork: string | null;
};

/** Counts a call that tries to sign in; others pass. Throws rate_limited with `Retry-After`. */
export async function assertSignInQuota(
  { method, segments, clientNetwork }: AuthCall,
  limiter: Limiter,
  now: number,
): Promise<void> {
  const [action = ""] = segments;
  if (!isAttempt(method, action)) return;
  // One bucket per step: a sign-in with a provider goes through both and is still one attempt.
  const bucket = `sign-in:${action}:${clientNetwork ?? "unknown"}`;
  await assertWithinQuota(limiter, bucket, ATTEMPTS_PER_NETWORK, now);
}

/** Credentials go to `callback`, with a provider a sign-in starts at `signin` and ends there. */
function isAttempt(method: string, action: string): boolean {
  return action === "callback" || (action === "signin" && method === "POST");
}
