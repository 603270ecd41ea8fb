import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import { send } from "#tests/support/http-client.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

let app: App;
let upstream: UpstreamServer;

beforeAll(async () => {
  upstream = await startUpstream();
  const routes = routesFile({ routes: [{ path: "/api/v1/items", auth_required: false }] });
  app = await startApp({
    mode: "npm",
    routes,
    env: { UPSTREAM: upstream.url, GATEWAY_LANE: "auto" },
  });
});
afterAll(async () => {
  await app.stop();
  await upstream.close();
});

test("serves on PORT and HOSTNAME what GATEWAY_ROUTES says", async () => {
  const answer = await send(`${app.url}/api/v1/items`);

  expect(answer.status).toBe(200);
  expect(app.output()).toContain(`http://127.0.0.1:${app.port}`);
});

test("listens on no other address", async () => {
  await expect(send(`http://127.0.0.2:${app.port}/health`)).rejects.toThrow("ECONNREFUSED");
});

test("takes the direct lane by itself in production", async () => {
  const answer = await send(`${app.url}/api/v1/items`, { headers: { rsc: "1" } });

  expect(answer.status).toBe(200);
});
