import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Browser } from "#tests/auth/browser.ts";
import { requestToken, submitCredentials } from "#tests/auth/sign-in.ts";
import { type App, freePort, startApp } from "#tests/support/app.ts";
import { type Balancer, runBalancer } from "#tests/support/balancer-process.ts";
import { buildContainerImage } from "#tests/support/container-image.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { send } from "#tests/support/http-client.ts";
import { makeNextProject } from "#tests/support/next-project.ts";
import { rawRequest } from "#tests/support/raw-http.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";
import { ensureNginx } from "../../scripts/nginx.ts";
import { STAND_IN_FRONTEND } from "./stand-in-frontend.ts";

const ends: (() => unknown)[] = [];
let balancer: Balancer;
let gateway: App;
let upstream: UpstreamServer;

beforeAll(async () => {
  const image = buildContainerImage({ NEXT_ASSET_PREFIX: "/gateway-assets" });
  ends.push(image.remove);
  const project = makeNextProject(STAND_IN_FRONTEND);
  ends.push(project.remove);
  project.build();
  upstream = await startUpstream();
  ends.push(() => upstream.close());
  const port = await freePort();
  const shared = { NEXTAUTH_URL: `http://127.0.0.1:${port}` };
  const routes = routesFile({ routes: [{ path: "/api/v1/items" }] });
  const frontend = await startApp({ standalone: project.server, routes, env: shared });
  ends.push(() => frontend.stop());
  const env = { ...shared, UPSTREAM: upstream.url, TRUSTED_PROXIES: "127.0.0.1" };
  gateway = await startApp({ standalone: image, lane: "direct", routes, env });
  ends.push(() => gateway.stop());
  balancer = await runBalancer({
    program: ensureNginx(),
    port,
    configuration: (directory) => nginxConfiguration(directory, port, frontend.port, gateway.port),
    parameters: (directory, file) => ["-p", directory, "-e", "stderr", "-c", file],
  });
  ends.push(() => balancer.stop());
}, 240_000);

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** The very file of deploy/nginx, with the addresses of this run. */
function nginxConfiguration(directory: string, own: number, frontend: number, gateway: number) {
  const text = readFileSync("deploy/nginx/same-origin.conf", "utf8")
    .replace("server frontend:3000;", `server 127.0.0.1:${frontend};`)
    .replace("server gateway:3000;", `server 127.0.0.1:${gateway};`)
    .replace("listen 80;", `listen 127.0.0.1:${own};`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${directory}/${name};`,
  );
  return `daemon off; master_process off; pid ${directory}/nginx.pid; error_log stderr error;
events {}
http { access_log off; ${temporary.join(" ")}
${text}}`;
}

async function signedIn(email: string): Promise<Browser> {
  const browser = new Browser();
  await submitCredentials(browser, balancer.url, { email, password: "any" });
  return browser;
}

test("who has signed in at the frontend gets a token, and the service learns who that is", async () => {
  upstream.reset();
  const browser = await signedIn("ada@example.com");

  const { body } = await requestToken(browser, balancer.url);
  const answer = await send(`${balancer.url}/api/v1/items?a=1`, {
    headers: { authorization: `Bearer ${body.token}`, "x-forwarded-for": "192.0.2.99" },
  });

  expect(answer.text).toBe('{"ok":true}');
  expect(upstream.requests[0]?.headers).toMatchObject({
    "x-user-id": "ada@example.com",
    "x-org-id": "org-of-ada@example.com",
    "x-forwarded-for": "127.0.0.1, 127.0.0.1",
    "x-forwarded-host": new URL(balancer.url).host,
  });
});

test("nobody else gets one, and a cookie of another secret is nobody's", async () => {
  const cookie = "next-auth.session-token=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..a.b.c";

  expectEnvelope(await send(`${balancer.url}/api/gateway-token`), 401, "UNAUTHORIZED");
  expectEnvelope(
    await send(`${balancer.url}/api/gateway-token`, { headers: { cookie } }),
    ...([401, "UNAUTHORIZED"] as const),
  );
});

test("pages of both apps find their scripts, each its own", async () => {
  const browser = await signedIn("ada@example.com");
  const scriptsOf = async (path: string) => {
    const page = await (await browser.send(balancer.url + path)).text();
    return [...page.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, source = ""]) => source);
  };

  const own = await scriptsOf("/");
  const gateways = await scriptsOf("/console");

  expect(own.length).toBeGreaterThan(0);
  expect(gateways.length).toBeGreaterThan(0);
  for (const script of own) expect(script).toMatch(/^\/_next\//);
  for (const script of gateways) expect(script).toMatch(/^\/gateway-assets\/_next\//);
  for (const script of [...own, ...gateways]) {
    const { header, status } = await send(balancer.url + script);
    expect({ script, status, type: header("content-type") }).toMatchObject({
      ...{ status: 200, type: expect.stringContaining("javascript") },
    });
  }
});

test("each path reaches the app that it belongs to", async () => {
  const text = async (path: string) => (await send(balancer.url + path)).text;

  expect(await text("/health")).toBe('{"status":"ok"}');
  expect(JSON.parse(await text("/ready"))).toMatchObject({ checks: { configuration: "ok" } });
  expect(await text("/api/own")).toBe("the frontend's own");
  expectEnvelope(await send(`${balancer.url}/api/v1/nothing`), 404, "NOT_FOUND");
});

test.each(["/page/../api/v1/items", "/api/v1/%2e%2e/v1/items", "//api/v1/items"])(
  "%s, which nginx and the gateway could read differently, reaches no service",
  async (target) => {
    upstream.reset();
    const { authorization } = await bearer();

    const { status } = await rawRequest(balancer.port, "GET", target, [
      `Authorization: ${authorization}`,
    ]);

    expect(status).toBeGreaterThanOrEqual(300);
    expect(upstream.requests).toEqual([]);
  },
);
