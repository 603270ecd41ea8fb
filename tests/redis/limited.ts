import { EventEmitter, once } from "node:events";
import { onTestFinished } from "vitest";
import type { Decision } from "#lib/gateway/ratelimit/limiter.ts";
import { memoryLimiter } from "#lib/gateway/ratelimit/memory-limiter.ts";
import {
  createStoreHealth,
  STORE_BUDGET_MS,
  type StoreHealth,
} from "#lib/gateway/stores/health.ts";
import type { Redis } from "#lib/gateway/stores/redis.ts";
import { redisLimiter } from "#lib/gateway/stores/redis-limiter.ts";

const RULE = { requests: 3, windowMs: 3_600_000 };

export type Limited = {
  readonly health: StoreHealth;
  /** One hit of a bucket that is this test's own. */
  hit(): Decision | Promise<Decision>;
  /** What was logged, in order. */
  readonly lines: readonly { readonly level: string; readonly message: string }[];
  /** Resolves when one more probe has failed or passed. */
  probed(): Promise<unknown>;
  /** Resolves when recovery has been logged. */
  recovered(): Promise<void>;
};

/**
 * A limiter on a store that may fail, with what it logs. Probes every 50 ms. A longer budget than
 * the usual one is for tests in which no wait may be taken for an outage.
 */
export function limited(redis: Redis, budgetMs = STORE_BUDGET_MS): Limited {
  const lines: { level: string; message: string }[] = [];
  const events = new EventEmitter();
  const write = (level: string) => (_details: unknown, message?: string) => {
    lines.push({ level, message: message ?? "" });
    events.emit(level);
  };
  const log = { warn: write("warn"), info: write("info") };
  const probe = () => redis.probe().finally(() => events.emit("probed"));
  const health = createStoreHealth({ probe, log, budgetMs, probeEveryMs: 50 });
  onTestFinished(() => health.close());
  const limiter = redisLimiter({ redis, health, local: memoryLimiter() });
  const bucket = crypto.randomUUID();
  return {
    health,
    hit: () => limiter.hit(bucket, RULE, Date.now()),
    lines,
    probed: () => once(events, "probed"),
    async recovered() {
      if (!lines.some(({ level }) => level === "info")) await once(events, "info");
    },
  };
}

/** What every caller must see while the store is gone. */
export async function decisionsOf({ hit }: Limited): Promise<boolean[]> {
  const decisions = [await hit(), await hit(), await hit(), await hit()];
  return decisions.map(({ isAllowed }) => isAllowed);
}
