// What one request that is counted in Redis costs: processor time of the gateway's process and of
// the redis-server, each per hit of the limiter: `npx node bench/redis-cost.ts [seconds]`.

import { memoryLimiter } from "../lib/gateway/ratelimit/memory-limiter.ts";
import { createStoreHealth } from "../lib/gateway/stores/health.ts";
import { redisLimiter } from "../lib/gateway/stores/redis-limiter.ts";
import { tcpRedis } from "../lib/gateway/stores/tcp-redis.ts";
import { startRedis } from "../tests/support/redis.ts";

const SECONDS = Number(process.argv[2] ?? 5);
const UNDER_WAY = 64;
const CALLERS = 1000;
const RULE = { requests: 1_000_000_000, windowMs: 60_000 };

const server = await startRedis();
const redis = tcpRedis(server.url);
const log = { info() {}, warn: (facts: object) => console.error(facts) };
const health = createStoreHealth({ probe: () => redis.probe(), log });
const limiter = redisLimiter({ redis, health, local: memoryLimiter() });

async function serverCpuMs(): Promise<number> {
  const said = String(await server.command("INFO", "cpu"));
  const seconds = (name: string) => Number(new RegExp(`${name}:([0-9.]+)`).exec(said)?.[1]);
  return (seconds("used_cpu_user") + seconds("used_cpu_sys")) * 1000;
}

async function run(forMs: number): Promise<number> {
  const endAt = performance.now() + forMs;
  let hits = 0;
  await Promise.all(
    Array.from({ length: UNDER_WAY }, async () => {
      for (; performance.now() < endAt; hits += 1) {
        await limiter.hit(`caller-${hits % CALLERS}`, RULE, Date.now());
      }
    }),
  );
  return hits;
}

await run(1000);
const serverBefore = await serverCpuMs();
const before = process.cpuUsage();
const hits = await run(SECONDS * 1000);
const { system, user } = process.cpuUsage(before);
const serverUs = (((await serverCpuMs()) - serverBefore) * 1000) / hits;
console.log(`${Math.round(hits / SECONDS)} hits/s, ${UNDER_WAY} under way`);
console.log(`${((user + system) / hits).toFixed(1)} us of the gateway's core per hit`);
console.log(`${serverUs.toFixed(1)} us of Redis's core per hit`);
health.close();
redis.close();
await server.kill();
