import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, freePort, startApp } from "#tests/support/app.ts";
import { send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const TOKEN = "a-token-for-metrics";
const ROUTES = routesFile({
  routes: [
    { path: "/api/v1/items/{id}", cache_ttl: "1m" },
    { path: "/api/v1/down", auth_required: false, proxy_upstream: "$DOWN", retries: 1 },
  ],
});

describe.each(LANES)("%s lane", (lane) => {
  let upstream: UpstreamServer;
  const apps: App[] = [];

  beforeAll(async () => {
    upstream = await startUpstream();
  });
  afterAll(async () => {
    for (const app of apps) await app.stop();
    await upstream.close();
  });

  async function appWith(env: Readonly<Record<string, string>>): Promise<App> {
    const DOWN = `http://127.0.0.1:${await freePort()}`;
    const app = await startApp({
      ...{ lane, routes: ROUTES, env: { UPSTREAM: upstream.url, DOWN, ...env } },
    });
    apps.push(app);
    return app;
  }

  test("tells this machine what it has done, and nobody that comes through a proxy", async () => {
    const app = await appWith({});
    const headers = await bearer();
    for (const id of [1, 1, 2]) await send(`${app.url}/api/v1/items/${id}`, { headers });
    await send(`${app.url}/api/v1/items/3`);
    await send(`${app.url}/api/v1/unknown?x=1`);
    await send(`${app.url}/api/v1/down`);

    // A request is counted when its connection has done with the answer.
    const requests = async () => {
      const { text } = await send(`${app.url}/metrics`);
      const counts = text.matchAll(/^gateway_requests_total\{.*\} (\d+)$/gm);
      return Array.from(counts, ([, count]) => Number(count)).reduce((sum, one) => sum + one, 0);
    };
    await expect.poll(requests).toBe(6);
    const answer = await send(`${app.url}/metrics`);
    const proxied = await send(`${app.url}/metrics`, {
      headers: { "x-forwarded-for": "127.0.0.1" },
    });

    expect(answer.status).toBe(200);
    expect(answer.header("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(answer.header("cache-control")).toBe("no-store");
    const { text } = answer;
    for (const line of [
      `gateway_requests_total{route="/api/v1/items/{id}",method="GET",status="2xx",lane="${lane}"} 3`,
      `gateway_requests_total{route="/api/v1/items/{id}",method="GET",status="4xx",lane="${lane}"} 1`,
      `gateway_requests_total{route="(none)",method="GET",status="4xx",lane="${lane}"} 1`,
      `gateway_requests_total{route="/api/v1/down",method="GET",status="5xx",lane="${lane}"} 1`,
      'gateway_cache_requests_total{route="/api/v1/items/{id}",result="hit"} 1',
      'gateway_cache_requests_total{route="/api/v1/items/{id}",result="miss"} 2',
      'gateway_token_verifications_total{result="ok"} 3',
      'gateway_token_verifications_total{result="missing"} 1',
      'gateway_limiter_decisions_total{per="user",decision="allowed"} 3',
      'gateway_refusals_total{reason="upstream_down"} 1',
      'gateway_upstream_requests_total{upstream="UPSTREAM"} 2',
      'gateway_upstream_failures_total{upstream="DOWN"} 1',
      'gateway_upstream_retries_total{upstream="DOWN"} 1',
      'gateway_upstream_duration_seconds_count{upstream="UPSTREAM"} 2',
      'gateway_upstream_circuit{upstream="DOWN",state="closed"} 1',
      "gateway_requests_in_flight 0",
      "gateway_config_routes 2",
      "gateway_config_last_reload_successful 1",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).toMatch(/^gateway_config_info\{hash="[0-9a-f]{12}"\} 1$/m);
    expect(text).toMatch(/^nodejs_heap_size_used_bytes \d+$/m);
    expect(text).not.toContain("/api/v1/unknown");
    expect(proxied.status).toBe(404);
  });

  test("answers everybody but the token's holder as if there were no such address", async () => {
    const app = await appWith({ METRICS_TOKEN: TOKEN });
    const authorization = `Bearer ${TOKEN}`;

    const good = await send(`${app.url}/metrics`, {
      headers: { authorization, "x-forwarded-for": "192.0.2.1" },
    });
    const without = await send(`${app.url}/metrics`);
    const wrong = await send(`${app.url}/metrics`, { headers: { authorization: "Bearer other" } });

    expect(good.status).toBe(200);
    for (const { header, status, text } of [without, wrong]) {
      expect(status).toBe(404);
      const { error, metadata } = JSON.parse(text);
      expect(error).toMatchObject({ code: "NOT_FOUND", request_id: header("x-request-id") });
      expect(metadata.success).toBe(false);
      expect(header("cache-control")).toBe("no-store");
    }
  });

  test("tells nobody without a token where proxies are trusted, nor where metrics are off", async () => {
    const trusting = await appWith({ TRUSTED_PROXIES: "10.0.0.0/8" });
    const off = await appWith({ METRICS: "off" });

    expect((await send(`${trusting.url}/metrics`)).status).toBe(404);
    expect((await send(`${off.url}/metrics`)).status).toBe(404);
  });
});
