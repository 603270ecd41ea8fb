import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Browser } from "#tests/auth/browser.ts";
import { signInAs } from "#tests/auth/sign-in.ts";
import { type App, startApp } from "#tests/support/app.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { rawValues, startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const NEXT = "node_modules/next/dist/bin/next";

let folder: string;
let upstream: UpstreamServer;
let app: App;

/** The app with two places more, which call the gateway as an app's own code does. */
function buildWithProbes(): string {
  const copy = mkdtempSync(join(tmpdir(), "gateway-probe-"));
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const files = execFileSync("git", list, { cwd: ROOT }).toString().split("\0");
  for (const file of files) {
    if (!/^(app|lib|demo|openapi)\/|^[^/]+\.(ts|json|yaml)$/.test(file)) continue;
    // Deleted, and not committed yet.
    if (!existsSync(join(ROOT, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(ROOT, file), join(copy, file));
  }
  cpSync(join(import.meta.dirname, "app"), join(copy, "app"), { recursive: true });
  execFileSync("cp", ["-al", join(ROOT, "node_modules"), join(copy, "node_modules")]);
  execFileSync(process.execPath, [NEXT, "build"], {
    cwd: copy,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return copy;
}

beforeAll(async () => {
  folder = buildWithProbes();
  upstream = await startUpstream();
  app = await startApp({
    standalone: { folder, command: [process.execPath, NEXT, "start", "-H", "127.0.0.1"], env: {} },
    lane: "direct",
    routes: routesFile({
      routes: [
        { path: "/api/v1/agents" },
        { path: "/api/v1/agents", method: "POST", scopes: ["write:agents"] },
        { path: "/api/v1/limited", rate_limit: { requests: 1, window: "60s" } },
        { path: "/api/v1/status", auth_required: false },
        { path: "/api/v1/admin", method: "POST", allowed_roles: ["admin"] },
      ],
    }),
    env: { UPSTREAM: upstream.url, AUTH_DEMO: "1", AUTH_DEMO_IN_PRODUCTION: "1" },
  });
}, 180_000);

beforeEach(() => upstream.reset());

afterAll(async () => {
  await app?.stop();
  await upstream?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

test("a server component gets the org's answer, as whoever is signed in", async () => {
  const browser = await signInAs(app.url, "user@acme.example");

  const page = await browser.send(`${app.url}/probe-page`);

  expect(await page.text()).toContain("200 {&quot;ok&quot;:true}");
  const [request] = upstream.requests;
  expect(rawValues(request?.rawHeaders ?? [], "x-user-email")).toEqual(["user@acme.example"]);
  expect(rawValues(request?.rawHeaders ?? [], "x-forwarded-for")).toEqual(["127.0.0.1"]);
  expect(rawValues(request?.rawHeaders ?? [], "cookie")).toEqual([]);
});

test("a route handler's call takes its body along, whole and with its length", async () => {
  const browser = await signInAs(app.url, "user@acme.example");
  const body = JSON.stringify({ name: "Nightly report" });

  const answer = await probe(browser, { method: "POST", path: "/api/v1/agents?a=1&b", body });

  expect(answer.status).toBe(200);
  const [request] = upstream.requests;
  expect(request?.target).toBe("/api/v1/agents?a=1&b");
  expect(request?.body.toString()).toBe(body);
  expect(rawValues(request?.rawHeaders ?? [], "content-length")).toEqual([String(body.length)]);
});

test.each([
  ["a viewer", "viewer@acme.example", "POST", "/api/v1/agents", 403, "INSUFFICIENT_SCOPE"],
  ["a user", "user@acme.example", "POST", "/api/v1/admin", 403, "FORBIDDEN"],
  ["a user", "user@acme.example", "GET", "/api/v1/nothing", 404, "NOT_FOUND"],
  ["a user", "user@acme.example", "GET", "/api/v1/agents/../status", 400, "BAD_REQUEST"],
  ["nobody", null, "GET", "/api/v1/agents", 401, "UNAUTHORIZED"],
])("%s (%s) is refused %s %s as over the network", async (_, email, method, path, status, code) => {
  const browser = email === null ? new Browser() : await signInAs(app.url, email);

  const answer = await probe(browser, { method, path });

  expect(answer.status).toBe(status);
  expect(JSON.parse(await answer.text())).toMatchObject({ error: { code } });
  expect(upstream.requests).toEqual([]);
});

test("nobody may still call what needs no token", async () => {
  const answer = await probe(new Browser(), { method: "GET", path: "/api/v1/status" });

  expect(answer.status).toBe(200);
});

test("calls count against the user's limit, and leave a line in the log", async () => {
  const browser = await signInAs(app.url, "admin@acme.example");

  const statuses = [];
  for (const _ of [1, 2]) {
    statuses.push((await probe(browser, { method: "GET", path: "/api/v1/limited" })).status);
  }

  expect(statuses).toEqual([200, 429]);
  await app.outputMatching(/"route":"\/api\/v1\/limited","status":429/);
});

function probe(
  browser: Browser,
  call: Readonly<{ method: string; path: string; body?: string }>,
): Promise<Response> {
  return browser.send(`${app.url}/probe`, {
    method: "POST",
    body: JSON.stringify(call),
    headers: { "content-type": "application/json" },
  });
}
