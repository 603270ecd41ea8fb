import { expect, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import { parseConfig } from "../config/parse.ts";
import type { RouteConfig } from "../config/schema.ts";
import { GatewayError, refusalOf } from "../errors/gateway-error.ts";
import { createExchange, type Exchange } from "../exchange.ts";
import { createObservation } from "./observation.ts";
import { lately, stepsSince, summaries } from "./report.ts";

const NOW = 1_700_000_000_000;
const whole = { bytesOut: 12, isComplete: true };

type Seen = { path?: string; orgId?: string | null; requestId?: string };

function anExchange({ path = "/api/v1/agents", orgId = "acme", requestId = "req-1" }: Seen = {}) {
  const exchange = createExchange({
    method: "GET",
    rawTarget: `${path}?token=s3cret`,
    target: { path, query: "?token=s3cret", fault: null },
    headFault: null,
    headers: ["authorization", "Bearer s3cret"],
    peerAddress: null,
    lane: "direct",
    cancellation: new Cancellation(),
    body: null,
  });
  exchange.requestId = requestId;
  exchange.route = ROUTE;
  exchange.identity = orgId === null ? null : identityOf(orgId);
  return exchange;
}

function identityOf(orgId: string): Exchange["identity"] {
  return {
    ...{ orgId, userId: "u", email: null, role: "user", scopes: [], sessionId: null },
    expiresAt: 0,
  };
}

const ROUTE = parsedRoute();

function parsedRoute(): RouteConfig {
  const text =
    'version: "1.0"\nroutes: [{path: /api/v1/agents, method: GET, proxy_upstream: "http://agents:80"}]';
  const result = parseConfig(text, { file: "routes.yaml", env: {} });
  const parsed = result.ok ? result.config.routes[0] : undefined;
  if (parsed === undefined) throw new Error("the test's route is not valid");
  return parsed;
}

test("an organisation sees its own requests, and everybody's are seen together", () => {
  const observation = createObservation();

  observation.observe(anExchange({ orgId: "acme", requestId: "req-a" }), 200, whole, 3, NOW);
  observation.observe(anExchange({ orgId: "globex", requestId: "req-g" }), 200, whole, 3, NOW);
  observation.observe(anExchange({ orgId: null, requestId: "req-n" }), 401, whole, 3, NOW);

  const ids = (traffic: ReturnType<typeof observation.ofOrg>) =>
    traffic?.sightings.since(0, 500).map(({ requestId }) => requestId);
  expect(ids(observation.ofOrg("acme"))).toEqual(["req-a"]);
  expect(ids(observation.ofOrg("globex"))).toEqual(["req-g"]);
  expect(ids(observation.all)).toEqual(["req-a", "req-g", "req-n"]);
  expect(observation.ofOrg("initech")).toBeNull();
});

test("a flood of good answers leaves what was refused in sight, and is counted whole", () => {
  const observation = createObservation();
  const flood = () => {
    for (let index = 0; index < 1000; index += 1)
      observation.observe(anExchange(), 200, whole, 3, NOW);
  };

  flood();
  observation.observe(anExchange({ requestId: "req-refused" }), 403, whole, 3, NOW);
  flood();

  for (const traffic of [observation.all, observation.ofOrg("acme")]) {
    expect(traffic?.sightings.withRequestId("req-refused")?.status).toBe(403);
    expect(traffic && lately(traffic, NOW).span.requests).toBe(2001);
  }
});

test("a flood of one refusal leaves other refusals in sight", () => {
  const observation = createObservation();
  const refuse = (reason: "token_missing" | "scope_missing", requestId: string) => {
    const exchange = anExchange({ requestId });
    exchange.refusal = refusalOf(new GatewayError(reason), "authenticate");
    observation.observe(exchange, 401, whole, 3, NOW);
  };

  refuse("scope_missing", "req-early");
  for (let index = 0; index < 1000; index += 1) refuse("token_missing", "req-flood");
  refuse("scope_missing", "req-late");

  const kept = observation.all.sightings.since(0, 500);
  expect(kept.map(({ requestId }) => requestId).filter((id) => id !== "req-flood")).toEqual([
    "req-early",
    "req-late",
  ]);
  expect(kept).toHaveLength(102);
});

test("an answer that broke off is as worth keeping as a refusal", () => {
  const observation = createObservation();
  for (let index = 0; index < 1000; index += 1)
    observation.observe(anExchange(), 200, whole, 3, NOW);

  const broken = { bytesOut: 5, isComplete: false };
  observation.observe(anExchange({ requestId: "req-broken" }), 200, broken, 3, NOW);

  expect(observation.all.sightings.withRequestId("req-broken")).not.toBeNull();
});

test("nothing that could hold a secret is kept", () => {
  const observation = createObservation();
  const exchange = anExchange();
  const cause = new Error("connect to 10.0.0.1 with s3cret");
  exchange.refusal = refusalOf(new GatewayError("upstream_down", "", { cause }), "forward");

  observation.observe(exchange, 503, whole, 3, NOW);

  const kept = observation.all.sightings.since(0, 1);
  expect(kept).toHaveLength(1);
  expect(kept[0]?.refusal?.code).toBe("SERVICE_UNAVAILABLE");
  expect(JSON.stringify(kept)).not.toContain("s3cret");
  expect(kept[0]?.refusal).not.toHaveProperty("cause");
});

test("counts per route and upstream, cache use and limits apart", () => {
  const observation = createObservation();
  const hit = anExchange();
  hit.cacheStatus = "eloquent-gateway; hit; ttl=-3";
  const miss = anExchange();
  miss.cacheStatus = "eloquent-gateway; fwd=uri-miss; stored";
  miss.upstream = { origin: "agents:80", attempts: 1, durationMs: 40, tries: [] };
  const limited = anExchange();
  limited.refusal = refusalOf(new GatewayError("rate_limited", "3"), "rate_limit");

  for (const exchange of [hit, miss]) observation.observe(exchange, 200, whole, 50, NOW);
  observation.observe(limited, 429, whole, 1, NOW);

  const [byRoute] = summaries(observation.all.routes, NOW);
  const [byUpstream] = summaries(observation.all.upstreams, NOW);
  expect(byRoute).toMatchObject({
    ...{ name: "GET /api/v1/agents", requests: 3, cacheHits: 1, cacheMisses: 1, limited: 1 },
  });
  expect(byUpstream).toMatchObject({ name: "agents:80", requests: 1 });
  expect(byUpstream?.p50).toBeLessThan(48);
});

test("a client that left before the whole answer counts as 499", () => {
  const observation = createObservation();
  const exchange = anExchange();
  exchange.cancellation.cancel();

  observation.observe(exchange, 200, { bytesOut: 3, isComplete: false }, 3, NOW);

  expect(observation.all.sightings.since(0, 1)[0]?.status).toBe(499);
  expect(lately(observation.all, NOW).minute.statusClasses).toEqual([0, 0, 0, 1, 0]);
});

test("the last 500 are kept, however many came", () => {
  const observation = createObservation();
  for (let index = 1; index <= 1203; index += 1) {
    const requestId = `req-${index}`;
    observation.observe(anExchange({ requestId }), 200, whole, 1, NOW + index * 10);
  }

  const { sightings } = observation.all;
  const kept = sightings.since(0, 10_000);
  expect(kept).toHaveLength(500);
  expect(kept.map(({ number }) => number)).toEqual(
    Array.from({ length: 500 }, (_, index) => 704 + index),
  );
  expect(sightings.since(1200, 500).map(({ requestId }) => requestId)).toEqual([
    ...["req-1201", "req-1202", "req-1203"],
  ]);
  expect(sightings.since(0, 2).map(({ number }) => number)).toEqual([1202, 1203]);
  expect(sightings.withRequestId("req-703")).toBeNull();
  expect(sightings.withRequestId("req-704")?.number).toBe(704);
  expect(sightings.withNumber(1203)?.requestId).toBe("req-1203");
  expect(sightings.withNumber(1204)).toBeNull();
});

test("of two requests with one id the newer is found", () => {
  const observation = createObservation();
  observation.observe(anExchange({ requestId: "same-id" }), 200, whole, 1, NOW);
  observation.observe(anExchange({ requestId: "same-id" }), 404, whole, 1, NOW);

  expect(observation.all.sightings.withRequestId("same-id")?.status).toBe(404);
});

test("organisations beyond the bound push the quietest out, and no other", () => {
  const observation = createObservation();
  const seen = (orgId: string, at: number) =>
    observation.observe(anExchange({ orgId }), 200, whole, 1, at);
  for (let index = 0; index < 64; index += 1) seen(`org-${index}`, NOW + index * 5000);
  seen("org-0", NOW + 64 * 5000);

  seen("newcomer", NOW + 65 * 5000);

  expect(observation.ofOrg("org-0")).not.toBeNull();
  expect(observation.ofOrg("org-1")).toBeNull();
  expect(observation.ofOrg("org-2")).not.toBeNull();
  expect(observation.ofOrg("newcomer")).not.toBeNull();
});

test("steps of a chart are those with requests, from the asked time on", () => {
  const observation = createObservation();
  for (const at of [NOW, NOW + 1000, NOW + 20_000, NOW + 899_000]) {
    observation.observe(anExchange(), 200, whole, 1, at);
  }

  const all = stepsSince(observation.all, 0, NOW + 899_000);
  const later = stepsSince(observation.all, NOW + 20_000, NOW + 899_000);

  expect(all.map(({ at, requests }) => [at - NOW, requests])).toEqual([
    [0, 2],
    [20_000, 1],
    [895_000, 1],
  ]);
  expect(later.map(({ at }) => at - NOW)).toEqual([20_000, 895_000]);
});
