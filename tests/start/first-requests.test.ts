import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type App, spawnApp } from "#tests/support/app.ts";
import { send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { startUpstream } from "#tests/support/upstream.ts";

let app: App | null = null;
afterEach(() => app?.stop());

// Next listens, and takes requests, before it has loaded what answers them.
describe.each(LANES)("%s lane", (lane) => {
  test("answers a request that comes while it starts", async () => {
    const upstream = await startUpstream();
    const headers = await bearer();
    const routes = routesFile({ routes: [{ path: "/api/v1/items" }] });
    const starting = await spawnApp({ lane, routes, env: { UPSTREAM: upstream.url } });
    app = starting;
    await starting.outputMatching(/Ready in/);

    const answer = await send(`${starting.url}/api/v1/items?a=1`, { headers });

    expect(answer.status).toBe(200);
    expect(upstream.requests).toMatchObject([
      { target: "/api/v1/items?a=1", headers: { "x-org-id": "org-1" } },
    ]);
    await upstream.close();
  });

  test("answers requests that came before a slow start was over", async () => {
    const upstream = await startUpstream();
    const silentStore = createServer().listen(0, "127.0.0.1");
    await once(silentStore, "listening");
    const headers = await bearer();
    const routes = routesFile({ routes: [{ path: "/api/v1/items" }] });
    const env = { UPSTREAM: upstream.url, REDIS_URL: `redis://127.0.0.1:${portOf(silentStore)}` };
    const starting = await spawnApp({ lane, routes, env });
    app = starting;
    await starting.outputMatching(/Ready in/);

    const early = Array.from({ length: 20 }, () =>
      send(`${starting.url}/api/v1/items`, { headers }),
    );
    const answers = await Promise.all(early);

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    silentStore.close();
    await upstream.close();
  });
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
