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

/** What a process keeps count and note in. */
export type Stores = {
  readonly limiter: Limiter;
  readonly revocations: RevocationList;
  /** Null where every process keeps its own. */
  readonly shared: { readonly redis: Redis; readonly health: StoreHealth } | null;
};

/** Opens the shared store, or memory alone when there is none. Waits for nothing, never throws. */
export function openStores(store: SharedStore | null, log: Logger): Stores {
  const local = memoryLimiter();
  if (store === null) return { limiter: local, revocations: memoryRevocations(), shared: null };
  const redis = store.kind === "tcp" ? tcpRedis(store.url) : upstashRedis(store);
  const health = createStoreHealth({ probe: () => redis.probe(), log });
  return {
    limiter: redisLimiter({ redis, health, local }),
    revocations: redisRevocations({ redis, health }),
    shared: { redis, health },
  };
}
