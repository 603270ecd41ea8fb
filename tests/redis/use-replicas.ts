import { afterAll, beforeAll } from "vitest";
import { type App, type Lane, startApp } from "#tests/support/app.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";
import type { Backing, Transport } from "./backings.ts";

/** Two built apps on one shared store, in front of one upstream. */
export type Replicas = { readonly one: App; readonly two: App };

const ROUTES = routesFile({
  defaults: { rate_limit: { requests: 100_000, window: "1h" } },
  routes: [
    { path: "/api/v1/plain" },
    { path: "/api/v1/scarce", rate_limit: { requests: 10, window: "1h" } },
    { path: "/api/v1/scarcer", rate_limit: { requests: 3, window: "1h" } },
  ],
});

/** Starts them for all tests of the enclosing `describe`, after the store. */
export function useReplicas(lane: Lane, transport: Transport, backing: Backing): Replicas {
  let upstream: UpstreamServer | null = null;
  let apps: App[] = [];

  beforeAll(async () => {
    upstream = await startUpstream();
    const env = {
      UPSTREAM: upstream.url,
      AUTH_DEMO: "1",
      AUTH_DEMO_IN_PRODUCTION: "1",
      ...storeVariables(transport, backing),
    };
    const start = () => startApp({ lane, routes: ROUTES, env });
    apps = await Promise.all([start(), start()]);
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.stop()));
    await upstream?.close();
  });

  const at = (index: number): App => {
    const app = apps[index];
    if (app === undefined) throw new Error("nothing has been started yet");
    return app;
  };
  return {
    get one() {
      return at(0);
    },
    get two() {
      return at(1);
    },
  };
}

function storeVariables(transport: Transport, backing: Backing): Record<string, string> {
  if (transport === "tcp") return { REDIS_URL: backing.server.url };
  const { url, token } = backing.bridge;
  return { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token };
}
