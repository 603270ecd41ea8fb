import type { Logger } from "pino";
import { memoryRevocations } from "../identity/memory-revocations.ts";
import type { RevocationList } from "../identity/revocation.ts";
import type { Limiter } from "../ratelimit/limiter.ts";
import { memoryLimiter } from "../ratelimit/memory-limiter.ts";
import { createStoreHealth, type StoreHealth } from "./health.ts";
import type { Redis } from "./redis.ts";
import { redisLimiter } from "./redis-limiter.ts";
import { redisRevocations } from "./redis-revocations.ts";
import { tcpRedis } from "./tcp-redis.ts";
import { upstashRedis } from "./upstash-redis.ts";

/** How to reach the store that replicas share. */
export type SharedStore =
  | { readonly kind: "tcp"; readonly url: string }
  | { readonly kind: "rest"; readonly url: string; readonly token: string };

// A first contact loads a library and connects, which may take longer than a request should wait.
const FIRST_CONTACT_MS_MAX = 1000;

/** What a process keeps count and note in. */
export type Stores = {
  readonly limiter: Limiter;
  readonly revocations: RevocationList;
  /** Null where every process keeps its own. */
  readonly shared: { readonly redis: Redis; readonly health: StoreHealth } | null;
  /** Resolves when the shared store can be used, or is known to be gone; within about 1 s. */
  readonly opened: Promise<void>;
};

/** Opens the shared store, or memory alone when there is none. Waits for nothing, never throws. */
export function openStores(store: SharedStore | null, log: Logger): Stores {
  const local = memoryLimiter();
  if (store === null) {
    const opened = Promise.resolve();
    return { limiter: local, revocations: memoryRevocations(), shared: null, opened };
  }
  const redis = store.kind === "tcp" ? tcpRedis(store.url) : upstashRedis(store);
  const health = createStoreHealth({ probe: () => redis.probe(), log });
  const revocations = redisRevocations({ redis, health });
  return {
    limiter: redisLimiter({ redis, health, local }),
    revocations,
    shared: { redis, health },
    opened: firstContact(redis).then(() => revocations.refresh()),
  };
}

/** Waits for a first answer. Whether there was one is for the health to find out. */
function firstContact(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, FIRST_CONTACT_MS_MAX).unref();
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    redis.probe().then(done, done);
  });
}
