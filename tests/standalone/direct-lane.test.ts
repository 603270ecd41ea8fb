import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { open, send } from "#tests/support/http-client.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { buildStandalone, type StandaloneBuild } from "#tests/support/standalone.ts";
import { bearer } from "#tests/support/tokens.ts";
import { rawValues, startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

let build: StandaloneBuild;
let upstream: UpstreamServer;
let app: App;

beforeAll(async () => {
  build = buildStandalone();
  upstream = await startUpstream();
  app = await startApp({
    standalone: build.folder,
    lane: "direct",
    routes: routesFile({ routes: [{ path: "/api/v1/agents" }, { path: "/api/v1/stream" }] }),
    env: { UPSTREAM: upstream.url },
  });
}, 180_000);

afterAll(async () => {
  await app?.stop();
  await upstream?.close();
  build?.remove();
});

test("the standalone server forwards a call with its caller's identity", async () => {
  upstream.reset();

  const answer = await send(`${app.url}/api/v1/agents?a=1&b&a=2`, { headers: await bearer() });

  expect(answer.text).toBe('{"ok":true}');
  expect(upstream.requests[0]?.target).toBe("/api/v1/agents?a=1&b&a=2");
  expect(rawValues(upstream.requests[0]?.rawHeaders ?? [], "x-org-id")).toEqual(["org-1"]);
});

test("the standalone server takes gateway requests in the direct lane", async () => {
  await send(`${app.url}/api/v1/agents`, { headers: { "user-agent": "lane-probe" } });

  await app.outputMatching(/"user_agent":"lane-probe","lane":"direct"/);
});

test("the standalone server refuses a call without a token", async () => {
  expectEnvelope(await send(`${app.url}/api/v1/agents`), 401, "UNAUTHORIZED");
});

test("the standalone server sends an event before the stream ends", async () => {
  upstream.handleWith((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: first\n\n");
  });

  const { request, response } = await open(`${app.url}/api/v1/stream`, { headers: await bearer() });

  const [chunk] = await response.take(1).toArray();

  expect(String(chunk)).toBe("data: first\n\n");
  request.destroy();
});

test("the standalone server serves its own endpoints and pages", async () => {
  const health = await send(`${app.url}/health`);
  const page = await send(app.url);

  expect(health.text).toBe('{"status":"ok"}');
  expect(page.status).toBe(200);
});
