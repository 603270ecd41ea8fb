import { expect, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import { parseConfig } from "../config/parse.ts";
import type { RouteConfig } from "../config/schema.ts";
import type { Reason } from "../errors/catalogue.ts";
import { GatewayError, refusalOf } from "../errors/gateway-error.ts";
import { createExchange, type Exchange } from "../exchange.ts";
import { readTarget } from "../routing/canonical-path.ts";
import { accessLevel, accessLine } from "./access-line.ts";
import { accessLog } from "./access-log.ts";
import { createLogger } from "./logger.ts";
import { recordAnswers } from "./record.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
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

test.each([
  "/api/v1/agents?token=s3cret",
  "/api//v1?token=s3cret",
  "/api/v1/../x#token=s3cret",
  "http://user:s3cret@host/api//v1",
])("never logs a token, a cookie or a query: %s", (target) => {
  const exchange = anExchange(target);
  const { lines, record } = recordingLog();

  record(exchange, { status: 400, headers: ["set-cookie", "s3cret"], body: "s3cret" });
  exchange.onClosed?.(complete);

  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("s3cret");
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

test("writes one line, when the answer has left", () => {
  const exchange = anExchange("/");
  const { lines, record } = recordingLog();

  record(exchange, { status: 200, headers: [], body: null });
  const before = lines.length;
  exchange.onClosed?.(complete);

  expect([before, lines.length]).toEqual([0, 1]);
});

test("logs a bug with its stack, and a failing service by name and code alone", () => {
  const bug = refusedBy("internal", new TypeError("a bug"));
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const down = refusedBy("upstream_down", new TypeError("fetch failed", { cause: refused }));
  const { lines, record } = recordingLog();

  for (const exchange of [bug, down]) {
    record(exchange, { status: 500, headers: [], body: null });
    exchange.onClosed?.(complete);
  }

  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "error",
    err: { type: "TypeError", message: "a bug", stack: expect.stringContaining("telemetry.test") },
  });
  expect(JSON.parse(lines[1] ?? "").cause).toEqual({
    ...{ type: "Error", message: "connect ECONNREFUSED", code: "ECONNREFUSED" },
  });
});

test("leaves out what there is not", () => {
  const { lines, record } = recordingLog();
  const exchange = anExchange("/");

  record(exchange, { status: 404, headers: [], body: null });
  exchange.onClosed?.(complete);

  expect(Object.keys(JSON.parse(lines[0] ?? "")).join(" ")).toBe(
    "level time request_id trace_id method path status duration_ms bytes_out client_ip user_agent lane",
  );
});

test("says how much of a body was read, also of one that was refused", () => {
  const exchange = { ...anExchange("/"), received: { bytes: 7 } };

  expect(accessLine(exchange, 413, complete, 1).bytes_in).toBe(7);
});

test.each<[string, string | undefined]>([
  ["rate_limit", "GET /api/v1/agents"],
  ["authenticate", "auth-failures"],
])("names the limit that refused a request at %s", (stage, bucket) => {
  const exchange = anExchange("/");
  exchange.route = aRoute();
  exchange.refusal = refusalOf(new GatewayError("rate_limited", "1"), stage);

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

test("keeps the asked share of the lines about 2xx answers, and all others", () => {
  const kept = (status: number, outcome = complete, reason: Reason | null = null) => {
    let next = 0;
    const random = () => (next++ % 10) / 10;
    const { lines, record } = recordingLog({ keptShare: 0.3, random });
    for (let count = 0; count < 10; count++) {
      const exchange = refusedBy(reason);
      record(exchange, { status, headers: [], body: null });
      exchange.onClosed?.(outcome);
    }
    return lines.length;
  };

  expect([kept(200), kept(204)]).toEqual([3, 3]);
  expect([kept(304), kept(404), kept(500)]).toEqual([10, 10, 10]);
  expect([kept(200, broken), kept(503, complete, "upstream_down")]).toEqual([10, 10]);
});

test.each([
  ["info", 3],
  ["warn", 2],
  ["error", 1],
  ["silent", 0],
])("writes at level %s what is that loud", (level, count) => {
  const { lines, record } = recordingLog({ level });

  for (const reason of [null, "upstream_down", "internal"] as const) {
    const exchange = refusedBy(reason);
    record(exchange, { status: 200, headers: [], body: null });
    exchange.onClosed?.(complete);
  }

  expect(lines).toHaveLength(count);
});

test("tells every observer the same of a request", () => {
  const seen: unknown[][] = [];
  const observe = (...facts: unknown[]) => void seen.push(facts);
  const exchange = anExchange("/");

  recordAnswers([observe, observe])(exchange, { status: 200, headers: [], body: null });
  exchange.onClosed?.(complete);

  expect(seen).toHaveLength(2);
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.slice(0, 3)).toEqual([exchange, 200, complete]);
});

function anExchange(target: string): Exchange {
  const exchange = createExchange({
    ...{ method: "GET", rawTarget: target, target: readTarget(target), headFault: null },
    headers: [
      ...["Authorization", "Bearer s3cret", "Cookie", "session=s3cret", "User-Agent", "test/1"],
      ...["Referer", "https://app.example/?token=s3cret"],
    ],
    ...{ peerAddress: "192.0.2.1", lane: "direct", cancellation: new Cancellation(), body: null },
  });
  exchange.requestId = "req-1";
  exchange.trace = { traceId: TRACE, spanId: "00f067aa0ba902b7", parentId: null, flags: "00" };
  exchange.client = { address: "192.0.2.1", proto: "http", host: "", forwardedFor: "" };
  return exchange;
}

function aRoute(): RouteConfig {
  const parsed = parseConfig(
    JSON.stringify({
      version: "1.0",
      routes: [
        {
          ...{ path: "/api/v1/agents", method: "GET", proxy_upstream: "http://127.0.0.1:1" },
          rate_limit: { requests: 1, window: "1s" },
        },
      ],
    }),
    { file: "routes.yaml", env: {} },
  );
  const route = parsed.ok ? parsed.config.routes[0] : undefined;
  if (route === undefined) throw new Error("no route");
  return route;
}

function refusedBy(reason: Reason | null, cause?: unknown): Exchange {
  const exchange = anExchange("/");
  if (reason !== null) {
    exchange.refusal = refusalOf(new GatewayError(reason, "", { cause }), "forward");
  }
  return exchange;
}

function recordingLog({ level = "info", keptShare = 1, random = Math.random } = {}) {
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line) };
  const log = createLogger(level, sink);
  return { lines, record: recordAnswers([accessLog({ log, sink, keptShare, random })]) };
}
