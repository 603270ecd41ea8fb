import { describe } from "vitest";
import { limiterContract } from "#lib/gateway/ratelimit/limiter.contract.ts";
import { memoryLimiter } from "#lib/gateway/ratelimit/memory-limiter.ts";
import { redisLimiter } from "#lib/gateway/stores/redis-limiter.ts";
import { TRANSPORTS, useRedis } from "./backings.ts";
import { healthOf } from "./health-of.ts";

describe.each(TRANSPORTS)("limiter over %s", (transport) => {
  const backing = useRedis(transport);

  limiterContract("on one connection", () => {
    const redis = backing.connect();
    return redisLimiter({ redis, health: healthOf(redis), local: memoryLimiter() });
  });
});
