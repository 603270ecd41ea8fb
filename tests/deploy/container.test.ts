import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import {
  asNobody,
  buildContainerImage,
  type ContainerImage,
} from "#tests/support/container-image.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { open, send } from "#tests/support/http-client.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { rawValues, startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

// What is in the folder, an image's last layers; the Node image under them is not ours.
const IMAGE_BYTES_MAX = 80 * 1024 ** 2;

let image: ContainerImage;
let upstream: UpstreamServer;
let app: App;

beforeAll(async () => {
  image = buildContainerImage();
  upstream = await startUpstream();
  app = await startApp({
    standalone: image,
    lane: "direct",
    routes: routesFile({ routes: [{ path: "/api/v1/agents" }, { path: "/api/v1/stream" }] }),
    env: { UPSTREAM: upstream.url, HOME: "/nonexistent", SHUTDOWN_DELAY: "0" },
  });
}, 180_000);

afterAll(async () => {
  await app?.stop();
  await upstream?.close();
  image?.remove();
});

test("the container's server forwards a call with its caller's identity", async () => {
  upstream.reset();

  const answer = await send(`${app.url}/api/v1/agents?a=1&b&a=2`, { headers: await bearer() });

  expect(answer.text).toBe('{"ok":true}');
  expect(upstream.requests[0]?.target).toBe("/api/v1/agents?a=1&b&a=2");
  expect(rawValues(upstream.requests[0]?.rawHeaders ?? [], "x-org-id")).toEqual(["org-1"]);
});

test("the container's server takes gateway requests in the direct lane", async () => {
  await send(`${app.url}/api/v1/agents`, { headers: { "user-agent": "lane-probe" } });

  await app.outputMatching(/"user_agent":"lane-probe","lane":"direct"/);
});

test("the container's server refuses a call without a token", async () => {
  expectEnvelope(await send(`${app.url}/api/v1/agents`), 401, "UNAUTHORIZED");
});

test("the container's server sends an event before the stream ends", async () => {
  upstream.handleWith((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: first\n\n");
  });

  const { request, response } = await open(`${app.url}/api/v1/stream`, { headers: await bearer() });

  const [chunk] = await response.take(1).toArray();

  expect(String(chunk)).toBe("data: first\n\n");
  request.destroy();
});

test("the container's server serves its own endpoints and pages", async () => {
  const health = await send(`${app.url}/health`);
  const page = await send(app.url);

  expect(health.text).toBe('{"status":"ok"}');
  expect(page.status).toBe(200);
});

test("the container's server writes nothing, and could not: it is neither root nor the files' owner", () => {
  const { pid } = app.process;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const [find, ...parameters] = asNobody("find", image.folder, "-writable", "-not", "-type", "l");
  const writable = execFileSync(find, parameters).toString();

  expect(image.user).toBe("node");
  expect(status).not.toMatch(/^Uid:.*\b0\b/m);
  expect(writable).toBe("");
  expect(app.output()).not.toMatch(/EACCES|EROFS|read-only/);
});

test("the image holds under 80 MB", () => {
  const files = readdirSync(image.folder, { recursive: true, withFileTypes: true });
  const sizes = files.map(({ name, parentPath }) => statSync(join(parentPath, name)).size);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);

  console.log(`the image's folder holds ${(bytes / 1024 ** 2).toFixed(1)} MB`);
  expect(bytes).toBeLessThan(IMAGE_BYTES_MAX);
});

test("the image's health check passes while the server answers, and its stop signal ends it with 0", async () => {
  const [program, ...parameters] = image.healthCheck;
  const checked = () =>
    spawnSync(program, parameters, {
      env: { ...process.env, PORT: String(app.port) },
      stdio: "ignore",
    }).status;
  const whileServing = checked();

  const exited = once(app.process, "exit");
  app.process.kill("SIGTERM");

  expect(whileServing).toBe(0);
  expect(await exited).toEqual([0, null]);
  expect(checked()).toBe(1);
});
