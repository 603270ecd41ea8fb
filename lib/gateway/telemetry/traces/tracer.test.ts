import { afterAll, beforeAll, expect, test } from "vitest";
import { type OtlpReceiver, startOtlpReceiver } from "#tests/support/otlp-receiver.ts";
import { Cancellation } from "../../cancellation.ts";
import { createExchange, type Exchange } from "../../exchange.ts";
import { traceOf } from "../../trace-context.ts";
import { openTracer, type Tracer } from "./tracer.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";
const complete = { bytesOut: 12, isComplete: true };

let receiver: OtlpReceiver;
let tracer: Tracer;
const complaints: string[] = [];

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  tracer = openTracer({
    endpoint: receiver.endpoint,
    headers: { "api-key": "key-1" },
    serviceName: "gateway-test",
    rootShare: 0,
    complain: (why) => complaints.push(why),
  });
});
afterAll(() => receiver.stop());

test("sends a request's spans under the ids that it went on with, also those before the SDK", async () => {
  const exchange = traced(`00-${TRACE}-${PARENT}-01`);
  const now = Date.now();

  tracer.observe(exchange, 503, complete, 30, now);
  await tracer.flush();

  await expect.poll(() => receiver.spans).toHaveLength(2);
  const server = receiver.spans.find(({ kind }) => kind === 2);
  const child = receiver.spans.find(({ kind }) => kind === 3);
  expect(server).toMatchObject({
    ...{ traceId: TRACE, spanId: exchange.trace.spanId, parentSpanId: PARENT, statusCode: 2 },
    ...{ name: "GET", attributes: { "http.response.status_code": 503 } },
    resource: { "service.name": "gateway-test" },
  });
  expect(child).toMatchObject({ traceId: TRACE, parentSpanId: exchange.trace.spanId });
  expect(child?.attributes).toMatchObject({ "server.address": "127.0.0.1", "server.port": 8080 });
  expect(server?.endedAtNano).toBe(BigInt(now) * 1_000_000n);
  expect(receiver.headers[0]).toMatchObject({ "api-key": "key-1" });
  expect(complaints).toEqual([]);
});

test("begins a trace without a parent where the caller has none", async () => {
  const exchange = traced(null);
  const sampled = { ...exchange, trace: { ...exchange.trace, flags: "01" } };
  const before = receiver.spans.length;

  tracer.observe(sampled, 200, complete, 1, Date.now());
  await tracer.flush();

  await expect.poll(() => receiver.spans.length).toBe(before + 2);
  const server = receiver.spans.slice(before).find(({ kind }) => kind === 2);
  expect(server).toMatchObject({ traceId: exchange.trace.traceId, spanId: exchange.trace.spanId });
  expect(server?.parentSpanId).toBeUndefined();
});

test("sends nothing of a trace that is not sampled", async () => {
  const before = receiver.spans.length;

  tracer.observe(traced(`00-${TRACE}-${PARENT}-00`), 200, complete, 1, Date.now());
  tracer.observe(traced(`00-${TRACE}-${PARENT}-01`), 200, complete, 1, Date.now());
  await tracer.flush();

  await expect.poll(() => receiver.spans.length).toBe(before + 2);
});

test("says why spans cannot be sent, once, and goes on", async () => {
  const heard: string[] = [];
  const lost = openTracer({
    ...{ endpoint: `${receiver.endpoint}/nowhere`, serviceName: "x" },
    headers: { "api-key": "s3cret" },
    ...{ rootShare: 1, complain: (why: string) => heard.push(why) },
  });

  for (let count = 0; count < 3; count++) {
    lost.observe(traced(`00-${TRACE}-${PARENT}-01`), 200, complete, 1, Date.now());
    await lost.flush();
  }

  expect(heard).toHaveLength(1);
  expect(heard[0]).not.toContain("s3cret");
});

function traced(traceparent: string | null): Exchange {
  const exchange = createExchange({
    ...{ method: "GET", rawTarget: "/", target: { path: "/", query: "", fault: null } },
    ...{ headFault: null, headers: [], peerAddress: null, lane: "direct", body: null },
    cancellation: new Cancellation(),
  });
  const { startedAt } = exchange;
  exchange.trace = traceOf(traceparent === null ? [] : ["traceparent", traceparent], () => false);
  exchange.upstream = {
    ...{ origin: "SERVICE", attempts: 1, durationMs: 1 },
    tries: [
      {
        ...{ server: "http://127.0.0.1:8080", startedAt, endedAt: startedAt + 1 },
        ...{ status: 503, reason: null },
      },
    ],
  };
  return exchange;
}
