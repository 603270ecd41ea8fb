import { afterAll, beforeAll } from "vitest";
import { type App, freePort, startApp } from "#tests/support/app.ts";
import { startBalancer } from "#tests/support/balancer.ts";
import type { Balancer } from "#tests/support/balancer-process.ts";
import { type RedisServer, startRedis } from "#tests/support/redis.ts";
import { type RoutesFile, routesFile } from "#tests/support/routes-file.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

/** Built apps that share one Redis, behind one balancer and in front of one upstream. */
export type Replicas = {
  readonly apps: readonly App[];
  readonly balancer: Balancer;
  readonly redis: RedisServer;
  readonly upstream: UpstreamServer;
};

const COUNT = 3;

/** Starts three replicas and what they need, for all tests of the enclosing `describe`. */
export function useReplicas(file: RoutesFile): { readonly replicas: Replicas } {
  const stops: (() => Promise<void>)[] = [];
  let replicas: Replicas | null = null;

  beforeAll(async () => {
    const upstream = await startUpstream();
    stops.push(() => upstream.close());
    const redis = await startRedis();
    stops.push(() => redis.kill());
    const port = await freePort();
    const env = {
      UPSTREAM: upstream.url,
      REDIS_URL: redis.url,
      TRUSTED_PROXIES: "127.0.0.1",
      NEXTAUTH_URL: `http://127.0.0.1:${port}`,
      AUTH_DEMO: "1",
      AUTH_DEMO_IN_PRODUCTION: "1",
    };
    const start = async () => {
      const app = await startApp({ lane: "direct", routes: routesFile(file), env });
      stops.push(() => app.stop());
      return app;
    };
    const apps = await Promise.all(Array.from({ length: COUNT }, start));
    const balancer = await startBalancer({ port, replicas: apps.map((app) => app.port) });
    stops.push(() => balancer.stop());
    replicas = { apps, balancer, redis, upstream };
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  return {
    get replicas() {
      if (replicas === null) throw new Error("nothing has been started yet");
      return replicas;
    },
  };
}

/** How often a replica has written a line that matches. */
export function timesWritten(app: App, pattern: RegExp): number {
  return app.output().matchAll(new RegExp(pattern, "g")).toArray().length;
}
