import { expect } from "vitest";
import { accessLines } from "#tests/support/access-log.ts";
import { type App, freePort, type Lane, startApp } from "#tests/support/app.ts";
import { type Sending, send } from "#tests/support/http-client.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { startUpstream } from "#tests/support/upstream.ts";

export const PATH = "/api/v1/agents";
export const ORIGIN = "https://app.example.com";

/** The built app, with a route for each way in which a request may end, and its upstream. */
export async function startLoggedApp(lane: Lane) {
  const upstream = await startUpstream();
  const routes = [
    { path: PATH },
    { path: `${PATH}/{id}`, auth_required: false },
    { path: "/api/v1/down", auth_required: false, proxy_upstream: "$DOWN" },
    { path: "/api/v1/cached", cache_ttl: "1m" },
    {
      ...{ path: "/api/v1/uploads", method: "POST", auth_required: false },
      ...{ max_body: "1kb", rate_limit: "off" },
    },
    {
      ...{ path: "/api/v1/rare", auth_required: false },
      rate_limit: { requests: 1, window: "1h" },
    },
    { path: "/api/v1/slow", auth_required: false, timeout: "50ms", retries: 0 },
  ];
  const app = await startApp({
    lane,
    routes: routesFile({ routes, cors: { allowed_origins: [ORIGIN] } }),
    env: {
      UPSTREAM: upstream.url,
      DOWN: `http://127.0.0.1:${await freePort()}`,
    },
  });
  return { app, upstream };
}

/** Sends requests under ids of their own, and finds what was written about each. */
export function loggedRequests(lane: Lane, appOf: () => App) {
  const used: string[] = [];

  function freshId(): string {
    const id = `log-${lane}-${used.length}`;
    used.push(id);
    return id;
  }
  const call = (path: string, requestId: string, { headers, ...rest }: Sending = {}) =>
    send(appOf().url + path, { headers: { "x-request-id": requestId, ...headers }, ...rest });

  /** What was written about a request, as soon as something was. */
  async function lineOf(requestId: string): Promise<Record<string, unknown>> {
    await expect.poll(() => accessLines(appOf(), requestId), { timeout: 10_000 }).not.toEqual([]);
    return accessLines(appOf(), requestId)[0] ?? {};
  }

  return { call, freshId, lineOf, used };
}
