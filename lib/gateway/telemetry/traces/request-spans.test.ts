import { expect, test } from "vitest";
import { aRoute, anExchange as sample } from "#tests/support/sample-exchange.ts";
import type { Reason } from "../../errors/catalogue.ts";
import { GatewayError, refusalOf } from "../../errors/gateway-error.ts";
import type { Exchange } from "../../exchange.ts";
import { type PlannedSpan, requestSpans } from "./request-spans.ts";

const complete = { bytesOut: 12, isComplete: true };
const NOW = 1_700_000_000_000;

test("makes a server span of the request, with its route's pattern and what came of it", () => {
  const exchange = anExchange();
  exchange.requestId = "req-1";

  const { server } = requestSpans(exchange, 200, complete, 30, NOW);

  expect(server).toMatchObject({ name: "GET /api/v1/a/{id}", kind: "server", isError: false });
  expect([server.startedAt, server.endedAt]).toEqual([NOW - 30, NOW]);
  expect(server.attributes).toMatchObject({
    "http.request.method": "GET",
    "http.route": "/api/v1/a/{id}",
    "http.response.status_code": 200,
    "http.response.body.size": 12,
    "url.path": "/api/v1/a/7",
    "client.address": "192.0.2.1",
    "gateway.request_id": "req-1",
    "gateway.lane": "direct",
  });
});

test("names the span of a request that no route took by its method", () => {
  const { server } = requestSpans({ ...anExchange(), route: null }, 404, complete, 1, NOW);

  expect([server.name, server.attributes["http.route"]]).toEqual(["GET", undefined]);
});

test("says nothing of queries, tokens and cookies", () => {
  expect(JSON.stringify(requestSpans(anExchange(), 200, complete, 1, NOW))).not.toContain("s3cret");
});

test.each<[Reason | null, number, boolean, string | undefined]>([
  [null, 200, false, undefined],
  ["token_missing", 401, false, undefined],
  ["upstream_down", 503, true, "upstream_down"],
  ["internal", 500, true, "internal"],
  [null, 500, true, "500"],
])("takes refusal %s with status %i for an error: %s", (reason, status, isError, type) => {
  const exchange = anExchange();
  if (reason !== null) exchange.refusal = refusalOf(new GatewayError(reason), "forward");

  const { server } = requestSpans(exchange, status, complete, 1, NOW);

  expect([server.isError, server.attributes["error.type"]]).toEqual([isError, type]);
});

test("takes an answer that broke for an error, and a client that left for none", () => {
  const broken = { bytesOut: 1, isComplete: false };
  const left = anExchange();
  left.cancellation.cancel();

  expect(requestSpans(anExchange(), 200, broken, 1, NOW).server.isError).toBe(true);
  const { attributes, isError } = requestSpans(left, 200, broken, 1, NOW).server;
  expect([isError, attributes["http.response.status_code"]]).toEqual([false, 499]);
});

test("makes a client span of each try, with its server and how it ended", () => {
  const exchange = anExchange();
  exchange.upstream = {
    ...{ origin: "AGENTS", attempts: 2, durationMs: 20 },
    tries: [
      { server: "http://a:8080", ...ago(20, 15), status: null, reason: "upstream_down" },
      { server: "https://b", ...ago(10, 5), status: 200, reason: null },
    ],
  };

  const [first, second] = requestSpans(exchange, 200, complete, 30, NOW).children;

  expect(first).toMatchObject({ name: "GET", kind: "client", isError: true });
  expect(first?.attributes).toMatchObject({
    ...{ "server.address": "a", "server.port": 8080, "error.type": "upstream_down" },
    "gateway.upstream": "AGENTS",
  });
  expect(second).toMatchObject({ kind: "client", isError: false });
  expect(second?.attributes).toMatchObject({
    ...{ "server.address": "b", "server.port": 443, "http.response.status_code": 200 },
    "http.request.resend_count": 1,
  });
  expectTimes(first, 20, 15);
  expectTimes(second, 10, 5);

  function ago(start: number, end: number) {
    const endedAt = exchange.startedAt + 30;
    return { startedAt: endedAt - start, endedAt: endedAt - end };
  }
});

test("makes spans of what the limiter and the cache did themselves", () => {
  const exchange = anExchange();
  exchange.passage.names.push("authenticate", "rate_limit", "cache", "forward");
  exchange.passage.times.push(...[1, 2, 4, 7].map((ms) => exchange.startedAt + ms));
  exchange.limit = { key: "k", isAllowed: true, remaining: 9, resetMs: 1 };
  exchange.cacheStatus = "eloquent-gateway; fwd=uri-miss; stored";

  const [limiter, cache, ...others] = requestSpans(exchange, 200, complete, 30, NOW).children;

  expect(others).toEqual([]);
  expect(limiter).toMatchObject({ name: "limiter", kind: "internal", isError: false });
  expect(limiter?.attributes).toEqual({
    ...{ "gateway.limit.bucket": "default", "gateway.limit.decision": "allowed" },
    "gateway.limit.remaining": 9,
  });
  expect(cache).toMatchObject({ name: "cache", attributes: { "gateway.cache": "miss" } });
  expectTimes(limiter, 28, 26);
  expectTimes(cache, 26, 23);
});

test("ends the span of a stage that answered with its answer", () => {
  const exchange = anExchange();
  exchange.passage.names.push("cache");
  exchange.passage.times.push(exchange.startedAt + 1);
  exchange.repliedAt = exchange.startedAt + 3;

  const [cache] = requestSpans(exchange, 200, complete, 30, NOW).children;

  expectTimes(cache, 29, 27);
});

/** That a span began and ended so many milliseconds before the request's end. */
function expectTimes(span: PlannedSpan | undefined, start: number, end: number): void {
  expect(NOW - (span?.startedAt ?? 0)).toBeCloseTo(start, 1);
  expect(NOW - (span?.endedAt ?? 0)).toBeCloseTo(end, 1);
}

function anExchange(): Exchange {
  return { ...sample(), route: aRoute() };
}
