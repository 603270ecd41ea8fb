import { Ratelimit } from "@upstash/ratelimit";
import type { Redis as UpstashRedis } from "@upstash/redis";
import type { Decision, Limiter, Rule } from "../ratelimit/limiter.ts";
import type { LocalLimiter } from "../ratelimit/memory-limiter.ts";
import type { StoreHealth } from "./health.ts";
import type { Redis } from "./redis.ts";

const PREFIX = "eloquent:limit";

type Options = {
  readonly redis: Redis;
  readonly health: StoreHealth;
  /** Decides while the store is gone. */
  readonly local: LocalLimiter;
};

/**
 * A limiter shared by every process on the same Redis: the sliding window of `@upstash/ratelimit`,
 * counted by one script per hit. It reads the clock itself; `now` must be that clock's.
 */
export function redisLimiter({ redis, health, local }: Options): Limiter {
  // By the rule itself: a rule goes with its configuration, and its Ratelimit with it.
  const ratelimits = new WeakMap<Rule, Ratelimit>();

  function ratelimitOf(rule: Rule): Ratelimit {
    const known = ratelimits.get(rule);
    if (known !== undefined) return known;
    const created = createRatelimit(redis, rule);
    ratelimits.set(rule, created);
    return created;
  }

  return {
    hit: (bucket, rule, now) =>
      health.guard<Decision>(
        () => ask(ratelimitOf(rule), bucket, now),
        () => local.hit(bucket, rule, now),
      ),
  };
}

async function ask(ratelimit: Ratelimit, bucket: string, now: number): Promise<Decision> {
  const { success, remaining, reset, reason } = await ratelimit.limit(bucket);
  // It would let everybody pass then, under a limit of 0.
  if (reason === "timeout") throw new Error("the limiter gave up waiting for the store");
  // One past the window's end: at its very end a full window still counts in full.
  return { isAllowed: success, remaining, resetMs: Math.max(1, reset - now + (success ? 0 : 1)) };
}

function createRatelimit(redis: Redis, { requests, windowMs }: Rule): Ratelimit {
  return new Ratelimit({
    redis: clientOf(redis),
    limiter: Ratelimit.slidingWindow(requests, `${windowMs} ms`),
    prefix: PREFIX,
    // Its cache of refused callers is never evicted, and the time out is the guard's.
    ephemeralCache: false,
    timeout: 0,
    analytics: false,
    enableTelemetry: false,
  });
}

function clientOf(redis: Redis): UpstashRedis {
  const { evalsha, eval: evaluate, get, set } = redis;
  const client = { evalsha, eval: evaluate, get, set };
  // Ratelimit asks for the type of Upstash's whole client, and calls these four.
  return client as unknown as UpstashRedis;
}
