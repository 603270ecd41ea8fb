import { expect, test } from "vitest";
import { aRoute, refusedBy, anExchange as sample } from "#tests/support/sample-exchange.ts";
import type { Reason } from "../../errors/catalogue.ts";
import type { Exchange } from "../../exchange.ts";
import { createMetrics, createRegistry } from "./metrics.ts";
import { RequestCounts } from "./request-counts.ts";
import { SOURCES } from "./sample-sources.ts";

const complete = { bytesOut: 100, isComplete: true };
const IDENTITY = {
  ...{ orgId: "org-1", userId: "user-1", email: null, role: null, scopes: [] },
  ...{ sessionId: null, expiresAt: 0 },
};

test("counts requests by route, method, status class and lane", async () => {
  const counts = new RequestCounts();

  counts.observe(anExchange(), 200, complete, 3);
  counts.observe(anExchange(), 204, complete, 3);
  counts.observe(anExchange({ lane: "route" }), 200, complete, 3);
  counts.observe(anExchange({ method: "HEAD" }), 404, complete, 3);

  expect(await linesOf(counts, "gateway_requests_total")).toEqual([
    '{route="/api/v1/a/{id}",method="GET",status="2xx",lane="direct"} 2',
    '{route="/api/v1/a/{id}",method="GET",status="2xx",lane="route"} 1',
    '{route="/api/v1/a/{id}",method="HEAD",status="4xx",lane="direct"} 1',
  ]);
});

test("keeps labels bounded, whatever clients send", async () => {
  const counts = new RequestCounts();

  for (const method of ["PROPFIND", "X-1", "-"]) {
    counts.observe({ ...anExchange({ method }), route: null }, 404, complete, 1);
  }

  expect(await linesOf(counts, "gateway_requests_total")).toEqual([
    '{route="(none)",method="other",status="4xx",lane="direct"} 3',
  ]);
});

test("counts a client that left as 4xx, whatever the answer would have been", async () => {
  const counts = new RequestCounts();
  const exchange = anExchange();
  exchange.cancellation.cancel();

  counts.observe(exchange, 200, { bytesOut: 1, isComplete: false }, 1);

  expect(await linesOf(counts, "gateway_requests_total")).toEqual([
    '{route="/api/v1/a/{id}",method="GET",status="4xx",lane="direct"} 1',
  ]);
});

test("goes on counting where a changed configuration has the same route", async () => {
  const counts = new RequestCounts();

  counts.observe(anExchange(), 200, complete, 1);
  counts.observe({ ...anExchange(), route: aRoute() }, 200, complete, 1);

  expect(await linesOf(counts, "gateway_requests_total")).toHaveLength(1);
  expect((await linesOf(counts, "gateway_requests_total"))[0]).toMatch(/ 2$/);
});

test("says how long requests took, in cumulative buckets with sum and count", async () => {
  const counts = new RequestCounts();

  for (const ms of [0.4, 1, 1.1, 40, 70_000]) counts.observe(anExchange(), 200, complete, ms);

  const lines = await linesOf(counts, "gateway_request_duration_seconds");
  const value = (end: RegExp) => lines.find((line) => end.test(line))?.split(" ")[1];
  expect(value(/le="0.001"/)).toBe("2");
  expect(value(/le="0.0025"/)).toBe("3");
  expect(value(/le="0.05"/)).toBe("4");
  expect(value(/le="60"/)).toBe("4");
  expect(value(/le="\+Inf"/)).toBe("5");
  expect(value(/^_count/)).toBe("5");
  expect(Number(value(/^_sum/))).toBeCloseTo(70.0425);
});

test("adds up the bytes of bodies in both directions", async () => {
  const counts = new RequestCounts();

  counts.observe({ ...anExchange(), received: { bytes: 7 } }, 200, complete, 1);
  counts.observe(anExchange(), 200, complete, 1);

  expect((await linesOf(counts, "gateway_request_bytes_total"))[0]).toMatch(/ 7$/);
  expect((await linesOf(counts, "gateway_response_bytes_total"))[0]).toMatch(/ 200$/);
});

test("says how long upstreams took", async () => {
  const counts = new RequestCounts();
  const upstream = { origin: "AGENTS", attempts: 2, durationMs: 20, tries: [] };

  counts.observe({ ...anExchange(), upstream }, 200, complete, 50);

  const lines = await linesOf(counts, "gateway_upstream_duration_seconds");
  expect(lines).toContain('_bucket{upstream="AGENTS",le="0.01"} 0');
  expect(lines).toContain('_bucket{upstream="AGENTS",le="0.025"} 1');
  expect(lines).toContain('_sum{upstream="AGENTS"} 0.02');
});

test.each<[Reason | null, string, string]>([
  [null, "", "ok"],
  ["token_missing", "authenticate", "missing"],
  ["token_expired", "authenticate", "expired"],
  ["token_invalid", "authenticate", "invalid"],
  ["rate_limited", "authenticate", "invalid"],
  ["token_revoked", "authenticate", "revoked"],
  ["org_revoked", "authenticate", "revoked"],
  ["scope_missing", "authorize", "ok"],
  ["internal", "authenticate", "unknown"],
])("counts the token of a request refused with %s at %s as %s", async (reason, stage, result) => {
  const counts = new RequestCounts();
  const exchange = { ...refusedBy(reason, stage), route: aRoute() };
  exchange.identity = stage === "authenticate" ? null : IDENTITY;

  counts.observe(exchange, 200, complete, 1);

  expect(await linesOf(counts, "gateway_token_verifications_total")).toEqual([
    `{result="${result}"} 1`,
  ]);
});

test("counts no tokens on routes that look at none", async () => {
  const counts = new RequestCounts();

  counts.observe({ ...anExchange(), route: aRoute({ auth_required: false }) }, 200, complete, 1);

  expect(await linesOf(counts, "gateway_token_verifications_total")).toEqual([]);
});

test("counts refusals by reason, and what limiters decided", async () => {
  const counts = new RequestCounts();
  const limit = { key: "k", isAllowed: true, remaining: 1, resetMs: 1 };

  counts.observe({ ...anExchange(), limit }, 200, complete, 1);
  counts.observe(
    {
      ...refusedBy("rate_limited", "rate_limit"),
      route: aRoute(),
      limit: { ...limit, isAllowed: false },
    },
    ...([429, complete, 1] as const),
  );

  expect(await linesOf(counts, "gateway_refusals_total")).toEqual(['{reason="rate_limited"} 1']);
  expect(await linesOf(counts, "gateway_limiter_decisions_total")).toEqual([
    '{per="user",decision="allowed"} 1',
    '{per="user",decision="refused"} 1',
  ]);
});

test("counts what the cache made of requests, and the bytes of those answers", async () => {
  const counts = new RequestCounts();

  for (const cacheStatus of ["eloquent-gateway; hit", "eloquent-gateway; fwd=bypass"]) {
    counts.observe({ ...anExchange(), cacheStatus }, 200, complete, 1);
  }

  const requests = await linesOf(counts, "gateway_cache_requests_total");
  expect(requests).toContain('{route="/api/v1/a/{id}",result="hit"} 1');
  expect(requests).toContain('{route="/api/v1/a/{id}",result="bypass"} 1');
  expect(requests).toContain('{route="/api/v1/a/{id}",result="miss"} 0');
  expect(await linesOf(counts, "gateway_cache_response_bytes_total")).toContain(
    '{route="/api/v1/a/{id}",result="hit"} 100',
  );
});

test.each([
  ["gateway_upstream_requests_total", '{upstream="AGENTS"} 13'],
  ["gateway_upstream_failures_total", '{upstream="AGENTS"} 14'],
  ["gateway_upstream_retries_total", '{upstream="AGENTS"} 15'],
  ["gateway_upstream_retries_denied_total", '{upstream="AGENTS"} 16'],
  ["gateway_upstream_in_flight", '{upstream="AGENTS"} 11'],
  ["gateway_upstream_in_flight_max", '{upstream="AGENTS"} 12'],
  ["gateway_upstream_circuit_openings_total", '{upstream="AGENTS"} 17'],
  ["gateway_upstream_refused_total", '{upstream="AGENTS",why="circuit"} 18'],
  ["gateway_upstream_refused_total", '{upstream="AGENTS",why="load"} 19'],
  ["gateway_upstream_circuit", '{upstream="AGENTS",state="open"} 1'],
  ["gateway_upstream_circuit", '{upstream="AGENTS",state="closed"} 0'],
  ["gateway_server_in_flight", '{upstream="AGENTS",server="http://a:1"} 20'],
  ["gateway_server_failures_total", '{upstream="AGENTS",server="http://b:1"} 24'],
  ["gateway_server_ejections_total", '{upstream="AGENTS",server="http://b:1"} 25'],
  ["gateway_server_ejected", '{upstream="AGENTS",server="http://a:1"} 1'],
  ["gateway_server_ejected", '{upstream="AGENTS",server="http://b:1"} 0'],
  ["gateway_store_up", " 0"],
  ["gateway_store_fallbacks_total", " 31"],
  ["gateway_store_outages_total", " 32"],
  ["gateway_cache_bytes", " 33"],
  ["gateway_cache_bytes_max", " 34"],
  ["gateway_cache_entries", " 35"],
  ["gateway_requests_in_flight", " 36"],
  ["gateway_requests_in_flight_max", " 37"],
  ["gateway_overload_refusals_total", " 38"],
  ["gateway_config_routes", " 3"],
  ["gateway_config_info", '{hash="0123456789ab"} 1'],
  ["gateway_config_loaded_timestamp_seconds", " 39.5"],
  ["gateway_config_last_reload_successful", " 0"],
  ["gateway_config_reloads_total", '{result="taken"} 40'],
  ["gateway_config_reloads_total", '{result="refused"} 41'],
  ["gateway_log_lines_dropped_total", " 42"],
])("shows what others keep: %s%s", async (name, line) => {
  expect(await linesOf(new RequestCounts(), name)).toContain(line);
});

test("says nothing of a shared store where there is none", async () => {
  const registry = createRegistry(new RequestCounts(), { ...SOURCES, store: null });

  expect(await registry.metrics()).not.toContain("gateway_store");
});

test("gives the same whenever it is read", async () => {
  const counts = new RequestCounts();
  counts.observe(anExchange(), 200, complete, 1);
  const registry = createRegistry(counts, SOURCES);

  expect(await registry.metrics()).toBe(await registry.metrics());
});

test("shows Node's own as well, in Prometheus's format", async () => {
  const metrics = createMetrics(new RequestCounts(), SOURCES);

  expect(await metrics.text()).toMatch(/^nodejs_eventloop_lag_seconds /m);
  expect(await metrics.text()).toMatch(/^process_resident_memory_bytes /m);
  expect(metrics.contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
});

/** Sample lines of a metric, without the name before what tells them apart. */
async function linesOf(counts: RequestCounts, name: string): Promise<string[]> {
  const text = await createRegistry(counts, SOURCES).getSingleMetricAsString(name);
  const lines = text.split("\n").filter((line) => !line.startsWith("#") && line !== "");
  return lines.map((line) => line.slice(name.length));
}

function anExchange(changes: Partial<Pick<Exchange, "lane" | "method">> = {}): Exchange {
  return { ...sample(undefined, changes), route: aRoute() };
}
