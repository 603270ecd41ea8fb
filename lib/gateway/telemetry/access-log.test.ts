import { expect, test } from "vitest";
import { anExchange, refusedBy } from "#tests/support/sample-exchange.ts";
import type { Reason } from "../errors/catalogue.ts";
import { accessLog } from "./access-log.ts";
import { createLogger } from "./logger.ts";
import { recordAnswers } from "./record.ts";

const complete = { bytesOut: 12, isComplete: true };
const broken = { bytesOut: 5, isComplete: false };

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

test("writes one line, when the answer has left", () => {
  const exchange = anExchange("/");
  const { lines, record } = recordingLog();

  record(exchange, { status: 200, headers: [], body: null });
  const before = lines.length;
  exchange.onClosed?.(complete);

  expect([before, lines.length]).toEqual([0, 1]);
});

test("logs a bug with its stack, and a failing service by name and code alone", () => {
  const bug = refusedBy("internal", "forward", new TypeError("a bug"));
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const down = refusedBy(
    "upstream_down",
    "forward",
    new TypeError("fetch failed", { cause: refused }),
  );
  const { lines, record } = recordingLog();

  for (const exchange of [bug, down]) {
    record(exchange, { status: 500, headers: [], body: null });
    exchange.onClosed?.(complete);
  }

  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "error",
    err: { type: "TypeError", message: "a bug", stack: expect.stringContaining("access-log.test") },
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

function recordingLog({ level = "info", keptShare = 1, random = Math.random } = {}) {
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line) };
  const log = createLogger(level, sink);
  return { lines, record: recordAnswers([accessLog({ log, sink, keptShare, random })]) };
}
