import { expect, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import { createExchange, type Outcome } from "../exchange.ts";
import { responseStream } from "./response-stream.ts";

const CHUNK = Buffer.alloc(1024);

test("passes every byte on and says that the answer is complete", async () => {
  const { exchange, outcomes } = anExchange();
  async function* body() {
    yield Buffer.from("first ");
    yield Buffer.from("second");
  }

  const text = await new Response(responseStream(body(), [], exchange)).text();

  expect(text).toBe("first second");
  expect(outcomes).toEqual([{ bytesOut: 12, isComplete: true, brokenBy: null }]);
});

test("reads no further than one chunk ahead of the client", async () => {
  let pulled = 0;
  async function* body() {
    for (;;) {
      pulled += 1;
      yield CHUNK;
    }
  }

  const reader = responseStream(body(), [], anExchange().exchange).getReader();
  for (let chunk = 0; chunk < 3; chunk++) await reader.read();
  await new Promise(setImmediate);

  expect(pulled).toBeLessThanOrEqual(4);
  await reader.cancel();
});

test.each(["text/event-stream", "Text/Event-Stream; charset=utf-8"])(
  "gives an empty chunk before the first event of %s, so that the head leaves at once",
  async (type) => {
    const never = { next: () => new Promise<IteratorResult<Uint8Array>>(() => undefined) };
    const body = { [Symbol.asyncIterator]: () => never };
    const headers = ["Content-Type", type];

    const first = await responseStream(body, headers, anExchange().exchange).getReader().read();

    expect(first.value?.byteLength).toBe(0);
  },
);

test("breaks when the body breaks, and says that the answer is not complete", async () => {
  const { exchange, outcomes } = anExchange();
  async function* body() {
    yield CHUNK;
    throw new Error("broken");
  }

  const answer = new Response(responseStream(body(), [], exchange)).bytes();

  await expect(answer).rejects.toThrow("broken");
  expect(outcomes).toEqual([{ bytesOut: 1024, isComplete: false, brokenBy: null }]);
});

test("leaves the body and cancels the exchange when the client leaves", async () => {
  const { exchange, outcomes } = anExchange();
  let isLeft = false;
  async function* body() {
    try {
      for (;;) yield CHUNK;
    } finally {
      isLeft = true;
    }
  }
  const reader = responseStream(body(), [], exchange).getReader();
  await reader.read();

  await reader.cancel();

  expect([isLeft, exchange.cancellation.isCancelled]).toEqual([true, true]);
  expect(outcomes.map(({ isComplete }) => isComplete)).toEqual([false]);
});

test("says why an answer broke, where that is known", async () => {
  const { exchange, outcomes } = anExchange();
  async function* body() {
    yield CHUNK;
    throw new GatewayError("upstream_slow");
  }

  const answer = new Response(responseStream(body(), [], exchange)).bytes();

  await expect(answer).rejects.toThrow();
  expect(outcomes).toEqual([{ bytesOut: 1024, isComplete: false, brokenBy: "upstream_slow" }]);
});

test("tells of a client that has left even if nobody reads the answer or says so", async () => {
  const { exchange, outcomes } = anExchange();
  async function* body() {
    yield CHUNK;
    yield CHUNK;
  }
  responseStream(body(), [], exchange);

  exchange.cancellation.cancel();

  expect(outcomes.map(({ isComplete }) => isComplete)).toEqual([false]);
});

test("closes the call of a client that leaves while a chunk is waited for", async () => {
  const { exchange, outcomes } = anExchange();
  const waiting = Promise.withResolvers<void>();
  waiting.promise.catch(() => undefined);
  exchange.cancellation.onCancel(() => waiting.reject(new Error("cancelled")));
  async function* body() {
    yield CHUNK;
    await waiting.promise;
  }
  const reader = responseStream(body(), [], exchange).getReader();
  await reader.read();

  await reader.cancel();

  expect(outcomes).toEqual([{ bytesOut: 1024, isComplete: false, brokenBy: null }]);
});

function anExchange() {
  const outcomes: Outcome[] = [];
  const exchange = createExchange({
    ...{ method: "GET", rawTarget: "/", target: { path: "/", query: "", fault: null } },
    ...{ headers: [], headFault: null, peerAddress: null, lane: "route", body: null },
    cancellation: new Cancellation(),
  });
  exchange.onClosed = (outcome) => outcomes.push(outcome);
  return { exchange, outcomes };
}
