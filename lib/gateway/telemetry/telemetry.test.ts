import { pino } from "pino";
import { expect, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import type { Reason } from "../errors/catalogue.ts";
import { GatewayError, refusalOf } from "../errors/gateway-error.ts";
import { createExchange, type Exchange } from "../exchange.ts";
import { readTarget } from "../routing/canonical-path.ts";
import { accessLevel, accessLine } from "./access-line.ts";
import { recordAccess } from "./record.ts";

const complete = { bytesOut: 12, isComplete: true };
const broken = { bytesOut: 5, isComplete: false };

test("says who asked for what, what came of it and how long it took", () => {
  const exchange = anExchange("/api/v1/agents/7?x=1");
  exchange.identity = {
    ...{ orgId: "org-1", userId: "user-1", email: "a@example.com", role: "user" },
    ...{ scopes: [], sessionId: null, expiresAt: 0 },
  };
  exchange.upstream = { origin: "AGENTS_SERVICE_URL", attempts: 2, durationMs: 2.71049 };

  expect(accessLine(exchange, 200, complete, 4.56789)).toMatchObject({
    ...{ request_id: "req-1", method: "GET", path: "/api/v1/agents/7", status: 200 },
    ...{ duration_ms: 4.57, upstream: "AGENTS_SERVICE_URL", upstream_ms: 2.71, attempts: 2 },
    ...{ bytes_out: 12, org_id: "org-1", user_id: "user-1", client_ip: "192.0.2.1" },
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
  const { lines, log } = recordingLog();

  recordAccess(log)(exchange, { status: 400, headers: ["set-cookie", "s3cret"], body: "s3cret" });
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
  const { lines, log } = recordingLog();

  recordAccess(log)(exchange, { status: 200, headers: [], body: null });
  const before = lines.length;
  exchange.onClosed?.(complete);

  expect([before, lines.length]).toEqual([0, 1]);
});

test("logs a bug with its stack, and a failing service by name and code alone", () => {
  const bug = refusedBy("internal", new TypeError("a bug"));
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const down = refusedBy("upstream_down", new TypeError("fetch failed", { cause: refused }));
  const { lines, log } = recordingLog();

  for (const exchange of [bug, down]) {
    recordAccess(log)(exchange, { status: 500, headers: [], body: null });
    exchange.onClosed?.(complete);
  }

  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: 50,
    err: { type: "TypeError", message: "a bug", stack: expect.stringContaining("telemetry.test") },
  });
  expect(JSON.parse(lines[1] ?? "").cause).toEqual({
    ...{ type: "Error", message: "connect ECONNREFUSED", code: "ECONNREFUSED" },
  });
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
  exchange.client = { address: "192.0.2.1", proto: "http", host: "", forwardedFor: "" };
  return exchange;
}

function refusedBy(reason: Reason | null, cause?: unknown): Exchange {
  const exchange = anExchange("/");
  if (reason !== null) {
    exchange.refusal = refusalOf(new GatewayError(reason, "", { cause }), "forward");
  }
  return exchange;
}

function recordingLog() {
  const lines: string[] = [];
  return { lines, log: pino({ base: null }, { write: (line: string) => lines.push(line) }) };
}
