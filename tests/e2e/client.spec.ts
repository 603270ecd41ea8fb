import { resolve } from "node:path";
import { expect, type Page } from "playwright/test";
import { rolldown } from "rolldown";
import { startDemo } from "#demo/start.ts";
import { startApp } from "#tests/support/app.ts";
import { makeToken } from "#tests/support/tokens.ts";
import { test as base } from "./fixtures.ts";
import "./client-window.ts";

const SECOND_MS = 1000;

const ROUTES = JSON.stringify({
  version: "1.0",
  routes: [
    { path: "/api/v1/agents", method: "GET", proxy_upstream: "$AGENTS_SERVICE_URL" },
    {
      path: "/api/v1/agents",
      method: "POST",
      proxy_upstream: "$AGENTS_SERVICE_URL",
      scopes: ["write:agents"],
    },
    { path: "/api/v1/agents/{id}/run", method: "GET", proxy_upstream: "$AGENTS_SERVICE_URL" },
    {
      path: "/api/v1/limited",
      method: "GET",
      proxy_upstream: "$AGENTS_SERVICE_URL",
      upstream_path: "/api/v1/status",
      rate_limit: { requests: 1, window: "1s" },
    },
    { path: "/api/v1/gone", method: "GET", proxy_upstream: "http://127.0.0.1:1", retries: 0 },
  ],
});

const test = base.extend<{ client: Page }, { script: string }>({
  app: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads here which fixtures this needs.
    async ({}, use) => {
      const demo = await startDemo();
      const app = await startApp({
        routes: ROUTES,
        lane: "direct",
        env: {
          AUTH_DEMO: "1",
          AUTH_DEMO_IN_PRODUCTION: "1",
          AGENTS_SERVICE_URL: demo.urls.agents,
          TRUSTED_PROXIES: "127.0.0.1",
        },
      });
      await use(app);
      await app.stop();
      await demo.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  script: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads here which fixtures this needs.
    async ({}, use) => {
      const bundle = await rolldown({
        input: resolve(import.meta.dirname, "client-page.tsx"),
        platform: "browser",
        logLevel: "silent",
        transform: { define: { "process.env.NODE_ENV": '"production"' } },
      });
      const { output } = await bundle.generate({ format: "iife" });
      await use(output[0].code);
    },
    { scope: "worker" },
  ],
  // Signed in, on a page that asks for no token of its own, with the client in it.
  client: async ({ page, signIn, script }, use) => {
    await signIn("viewer@acme.example");
    await page.goto("/not-a-page");
    await page.evaluate(script);
    await use(page);
  },
});

test("a token that has expired is replaced, and the call sent once more", async ({ client }) => {
  const expired = await makeToken({ expiresIn: -60 });
  let minted = 0;
  await client.route("**/api/gateway-token", (route) => {
    minted += 1;
    return minted === 1
      ? route.fulfill({ json: { token: expired, expiresIn: 3600 } })
      : route.continue();
  });
  const statuses = statusesOf(client, "/api/v1/agents");

  const count = await client.evaluate(async () => {
    const { data } = await window.createGatewayClient().get("/api/v1/agents");
    return data.data.length;
  });

  expect(count).toBeGreaterThan(0);
  expect(statuses).toEqual([401, 200]);
  expect(minted).toBe(2);
});

test("calls made at once share one token, which is nowhere but in memory", async ({ client }) => {
  const minted = statusesOf(client, "/api/gateway-token");

  const stored = await client.evaluate(async () => {
    const gateway = window.createGatewayClient();
    await Promise.all([1, 2, 3].map(() => gateway.get("/api/v1/agents")));
    const signature = gateway.tokens.held?.token.split(".")[2] ?? "none";
    const kept = JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) + document.cookie;
    return kept.includes(signature);
  });

  expect(minted).toEqual([200]);
  expect(stored).toBe(false);
});

test("a call over the limit waits as long as the gateway says", async ({ client }) => {
  const statuses = statusesOf(client, "/api/v1/limited");

  const took = await client.evaluate(async () => {
    const gateway = window.createGatewayClient();
    await gateway.fetch("/api/v1/limited");
    const startedAt = performance.now();
    await gateway.fetch("/api/v1/limited");
    return performance.now() - startedAt;
  });

  expect(statuses).toEqual([200, 429, 200]);
  expect(took).toBeGreaterThan(SECOND_MS / 2);
});

test("a service that is gone is told by code, with the request's id", async ({ client }) => {
  const error = await client.evaluate(async () => {
    const gateway = window.createGatewayClient({ waitMsMax: 0 });
    return gateway.fetch("/api/v1/gone").then(() => null, window.told);
  });

  expect(error).toEqual({
    code: "SERVICE_UNAVAILABLE",
    status: 503,
    requestId: expect.stringMatching(/^req-[0-9a-f]{16}/),
  });
});

test("a gateway that cannot be reached is told by code", async ({ client, context }) => {
  await client.evaluate(() => window.createGatewayClient().tokens.get());
  await context.setOffline(true);

  const error = await client.evaluate(() =>
    window
      .createGatewayClient()
      .get("/api/v1/agents")
      .then(() => null, window.told),
  );

  expect(error).toEqual({ code: "UNREACHABLE", status: 0, requestId: null });
});

test("a missing scope is told by code", async ({ client }) => {
  const error = await client.evaluate(() =>
    window
      .createGatewayClient()
      .post("/api/v1/agents", { body: { name: "a" } })
      .then(() => null, window.told),
  );

  expect(error).toMatchObject({ code: "INSUFFICIENT_SCOPE", status: 403 });
});

test("events come one by one, up to the end of the run", async ({ client }) => {
  const names = await client.evaluate(async () => {
    const seen: string[] = [];
    const params = { path: { id: "support-triage" }, query: { steps: 3, interval: 10 } };
    for await (const event of window
      .createGatewayClient()
      .events("/api/v1/agents/{id}/run", { params })) {
      seen.push(event.name);
    }
    return seen;
  });

  expect(names).toEqual(["step", "step", "step", "done"]);
});

test("aborting a stream ends the call to the service", async ({ client, app }) => {
  const reason = await client.evaluate(async () => {
    const stop = new AbortController();
    const params = { path: { id: "support-triage" }, query: { steps: 10_000, interval: 10 } };
    const options = { params, signal: stop.signal };
    try {
      for await (const _ of window
        .createGatewayClient()
        .events("/api/v1/agents/{id}/run", options)) {
        stop.abort();
      }
      return "ended";
    } catch (thrown) {
      return window.told(thrown).name;
    }
  });

  expect(reason).toBe("AbortError");
  await app.outputMatching(/"route":"\/api\/v1\/agents\/\{id\}\/run","status":499/);
});

test("signing out in one page drops the token in another", async ({ client, context }) => {
  await client.evaluate(async () => {
    const gateway = window.createGatewayClient();
    await gateway.tokens.get();
    Object.assign(window, { gateway });
  });
  const other = await context.newPage();
  await other.goto("/");

  await other.getByRole("button", { name: "Sign out" }).click();

  await client.waitForFunction(() => window.gateway?.tokens.held === null);
});

for (const [email, text] of [
  ["viewer@acme.example", "reads, writes nothing"],
  ["user@acme.example", "reads, writes"],
] as const) {
  test(`a component is told that ${email}: ${text}`, async ({ page, signIn, script }) => {
    await signIn(email);
    await page.goto("/not-a-page");
    await page.evaluate(script);

    await page.evaluate(() => window.showRights());

    const rights = page.locator("output");
    await expect(rights).toHaveText(text);
    await expect(rights).toHaveAttribute("title", "token");
  });
}

function statusesOf(page: Page, path: string): number[] {
  const statuses: number[] = [];
  page.on("response", (response) => {
    if (new URL(response.url()).pathname === path) statuses.push(response.status());
  });
  return statuses;
}
