import { expect, test } from "vitest";
import { anExchange, aRoute, refusedBy, TRACE } from "#tests/support/sample-exchange.ts";
import type { Reason } from "../errors/catalogue.ts";
import { accessLevel, accessLine } from "./access-line.ts";

const complete = { bytesOut: 12, isComplete: true };
const broken = { bytesOut: 5, isComplete: false };

test("says who asked for what, what came of it and how long it took", () => {
  const exchange = anExchange("/api/v1/agents/7?x=1");
  exchange.identity = {
    ...{ orgId: "org-1", userId: "user-1", email: "a@example.com", role: "user" },
    ...{ scopes: [], sessionId: null, expiresAt: 0 },
  };
  exchange.upstream = { origin: "AGENTS_SERVICE_URL", attempts: 2, durationMs: 2.71049, tries: [] };

  expect(accessLine(exchange, 200, complete, 4.56789)).toMatchObject({
    ...{ request_id: "req-1", method: "GET", path: "/api/v1/agents/7", status: 200 },
    ...{ duration_ms: 4.57, upstream: "AGENTS_SERVICE_URL", upstream_ms: 2.71, attempts: 2 },
    ...{
      trace_id: TRACE,
      bytes_out: 12,
      org_id: "org-1",
      user_id: "user-1",
      client_ip: "192.0.2.1",
    },
    ...{ user_agent: "test/1", lane: "direct" },
  });
});

test("logs a refused path cut short and printable", () => {
  const { path } = accessLine(anExchange(`//\u0007é${"x".repeat(5000)}`), 400, complete, 1);

  expect(path).toHaveLength(512);
  expect(path).toMatch(/^\/\/\?\?x+$/);
});

test.each<[number, Reason | null, typeof complete, boolean, string]>([
  [200, null, complete, false, "info"],
  [404, null, complete, false, "info"],
  [500, null, complete, false, "warn"],
  [200, null, broken, false, "warn"],
  [200, null, broken, true, "info"],
  [401, "token_invalid", complete, false, "info"],
  [503, "upstream_down", complete, false, "warn"],
  [500, "internal", complete, false, "error"],
  [500, "internal", broken, true, "info"],
])(
  "logs status %i, refusal %s, %j, client gone %s as %s",
  (status, reason, outcome, gone, level) => {
    const exchange = refusedBy(reason);
    if (gone) exchange.cancellation.cancel();

    expect(accessLevel(exchange, status, outcome)).toBe(level);
  },
);

test("logs 499 for a client that left before the end, and the real status otherwise", () => {
  const left = anExchange("/");
  left.cancellation.cancel();
  const cut = anExchange("/");

  expect(accessLine(left, 200, broken, 1).status).toBe(499);
  expect(accessLine(left, 200, complete, 1).status).toBe(200);
  expect(accessLine(cut, 200, broken, 1).status).toBe(200);
});

test("says how much of a body was read, also of one that was refused", () => {
  const exchange = { ...anExchange("/"), received: { bytes: 7 } };

  expect(accessLine(exchange, 413, complete, 1).bytes_in).toBe(7);
});

test.each<[string, string | undefined]>([
  ["rate_limit", "GET /api/v1/a/{id}"],
  ["authenticate", "auth-failures"],
])("names the limit that refused a request at %s", (stage, bucket) => {
  const exchange = refusedBy("rate_limited", stage);
  exchange.route = aRoute({ rate_limit: { requests: 1, window: "1s" } });

  expect(accessLine(exchange, 429, complete, 1).limited_by).toBe(bucket);
});

test("names no limit for a request that none refused", () => {
  const exchange = anExchange("/");
  exchange.route = aRoute();

  expect(accessLine(exchange, 200, complete, 1).limited_by).toBeUndefined();
});

test.each([
  ["eloquent-gateway; hit", "hit"],
  ["eloquent-gateway; hit; ttl=-3", "stale"],
  ["eloquent-gateway; fwd=uri-miss; stored", "miss"],
  ["eloquent-gateway; fwd=vary-miss", "miss"],
  ["eloquent-gateway; fwd=request; stored", "miss"],
  ["eloquent-gateway; fwd=stale; stored", "miss"],
  ["eloquent-gateway; fwd=stale; fwd-status=304; stored", "revalidated"],
  ["eloquent-gateway; fwd=uri-miss; stored; collapsed", "collapsed"],
  ["eloquent-gateway; fwd=bypass", "bypass"],
  ["eloquent-gateway; detail=only-if-cached", "refused"],
])("says of %j that the cache's part was: %s", (cacheStatus, word) => {
  const exchange = { ...anExchange("/"), cacheStatus };

  expect(accessLine(exchange, 200, complete, 1).cache).toBe(word);
});
