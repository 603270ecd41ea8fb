import { Redis as UpstashRedis } from "@upstash/redis";
import { STORE_BUDGET_MS } from "./health.ts";
import type { Redis, RedisArgument, RedisValue } from "./redis.ts";

type Account = { readonly url: string; readonly token: string };

// Only closes calls that nobody waits for any more. Well above the budget, which leaves out the time
// in which this process stood still; a timer would not.
const CALL_MS_MAX = 10 * STORE_BUDGET_MS;

/**
 * A Redis over Upstash's REST protocol. One try per call, closed some time after the budget. Bytes
 * are kept as base64, because requests are JSON.
 */
export function upstashRedis({ url, token }: Account): Redis {
  const redis = new UpstashRedis({
    url,
    token,
    // `false` would still try twice.
    retry: { retries: 0 },
    automaticDeserialization: false,
    enableTelemetry: false,
    signal: () => AbortSignal.timeout(CALL_MS_MAX),
  });
  return {
    get: (key) => redis.get<string>(key),
    getMany: (keys) => redis.mget<(string | null)[]>([...keys]),
    async getBytes(key) {
      const text = await redis.get<string>(key);
      return text === null ? null : Buffer.from(text, "base64");
    },
    async set(key, value, { ttlMs, isOnlyIfAbsent = false }) {
      const data = typeof value === "string" ? value : Buffer.from(value).toString("base64");
      const condition = isOnlyIfAbsent ? { nx: true as const } : {};
      return (await redis.set(key, data, { px: ttlMs, ...condition })) === "OK";
    },
    delete: (keys) => redis.del(...keys),
    evalsha: (hash, keys, args) =>
      redis.evalsha<RedisArgument[], RedisValue>(hash, [...keys], [...args]),
    eval: (source, keys, args) =>
      redis.eval<RedisArgument[], RedisValue>(source, [...keys], [...args]),
    async probe() {
      await redis.set("eloquent:probe", "1", { px: 1000 });
    },
    // There is no connection of its own, and calls under way end by themselves.
    close() {},
  };
}
