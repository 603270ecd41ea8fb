import { onTestFinished } from "vitest";
import { createStoreHealth, type StoreHealth } from "#lib/gateway/stores/health.ts";
import type { Redis } from "#lib/gateway/stores/redis.ts";

/** The health of a store that must not fail in this test. */
export function healthOf(redis: Redis): StoreHealth {
  const health = createStoreHealth({
    probe: () => redis.probe(),
    // A busy machine is no outage.
    budgetMs: 10_000,
    log: {
      info() {},
      warn(details: unknown) {
        throw new Error(`the store failed: ${JSON.stringify(details)}`);
      },
    },
  });
  onTestFinished(() => health.close());
  return health;
}
