import { expect, test, vi } from "vitest";
import { Cancellation } from "../cancellation.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import { createExchange, type Exchange } from "../exchange.ts";
import { headerValue } from "../header-list.ts";
import type { Handler } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";
import { accessLog } from "./access-log.ts";

const answer = (): Reply => ({ status: 200, headers: ["A", "1"], body: "answer" });
const buggy = (): never => {
  throw new TypeError("secret of the bug");
};

test.each<[string, Handler]>([
  ["at once", answer],
  ["later", async () => answer()],
])(
  "gives an answer that comes %s the headers of every answer, and notes it",
  async (_, handler) => {
    const { noted, stage } = logging();

    const reply = await stage(anExchange(), (exchange) => {
      exchange.answerHeaders.push("B", "2");
      return handler(exchange);
    });

    expect(reply.headers).toEqual(["A", "1", "B", "2"]);
    expect(noted).toEqual([reply]);
  },
);

test.each<[string, Handler]>([
  ["at once", buggy],
  ["later", async () => buggy()],
])("recovers from what breaks outside of every layer %s, with a request id", async (_, broken) => {
  const { noted, reportBug, stage } = logging();
  const exchange = anExchange();

  const reply = await stage(exchange, broken);

  const id = headerValue(reply.headers, "x-request-id");
  expect(id).toMatch(/^req-[0-9a-f]{16}$/);
  expect(JSON.parse(String(reply.body))).toMatchObject({
    error: { code: "INTERNAL_ERROR", request_id: id },
  });
  expect(JSON.stringify(reply)).not.toContain("secret");
  expect(reportBug).toHaveBeenCalledExactlyOnceWith(expect.any(TypeError), exchange);
  expect(noted).toEqual([reply]);
  expect(exchange.refusal).toMatchObject({ reason: "internal", cause: expect.any(TypeError) });
});

test("keeps the id that the request had when it breaks", async () => {
  const { stage } = logging();

  const reply = await stage(anExchange(), (exchange) => {
    exchange.requestId = "req-1";
    exchange.answerHeaders.push("X-Request-ID", "req-1");
    return buggy();
  });

  expect(reply.headers.filter((part) => part === "req-1")).toHaveLength(1);
});

test("answers although the note of it fails, and reports that", async () => {
  const reportBug = vi.fn<(error: unknown) => void>();

  const reply = await accessLog({ record: buggy, reportBug })(anExchange(), answer);

  expect(reply.status).toBe(200);
  expect(reportBug).toHaveBeenCalledOnce();
});

test("leaves refusals and bugs within a layer to the log, and reports nothing", async () => {
  const { noted, reportBug, stage } = logging();

  await stage(anExchange(), (exchange) => {
    const { detail, message, reason } = new GatewayError("internal");
    exchange.refusal = { reason, code: "", detail, message, stage: "forward", cause: null };
    return answer();
  });

  expect(noted).toHaveLength(1);
  expect(reportBug).not.toHaveBeenCalled();
});

function logging() {
  const noted: Reply[] = [];
  const reportBug = vi.fn<(error: unknown, exchange: Exchange) => void>();
  const record = (_: Exchange, reply: Reply) => {
    noted.push(reply);
  };
  return { noted, reportBug, stage: accessLog({ record, reportBug }) };
}

function anExchange(): Exchange {
  return createExchange({
    ...{ method: "GET", rawTarget: "/", target: { path: "/", query: "", fault: null } },
    ...{ headers: [], headFault: null, peerAddress: null, lane: "route", body: null },
    cancellation: new Cancellation(),
  });
}
