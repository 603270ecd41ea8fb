import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import type { CallState } from "./answer.ts";
import { type OutgoingCall, sendCall } from "./send-call.ts";

const signal = new AbortController().signal;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/api/v1/agents`;
}

async function statesOf(call: Partial<OutgoingCall>): Promise<CallState[]> {
  const states: CallState[] = [];
  const whole = { method: "GET", target: "", token: null, body: null, ...call };
  await sendCall(whole, signal, (state) => states.push(state));
  return states;
}

test("sends the token, and JSON as JSON", async () => {
  let seen: unknown;
  const target = await serve((request, response) => {
    seen = [request.method, request.headers.authorization, request.headers["content-type"]];
    response.end();
  });

  await statesOf({ target, method: "POST", token: "abc", body: "{}" });

  expect(seen).toEqual(["POST", "Bearer abc", "application/json"]);
});

test("waits, then shows the whole answer with its request id", async () => {
  const target = await serve((_, response) => {
    response.writeHead(201, { "content-type": "application/json", "x-request-id": "req-12345678" });
    response.end('{"data":1}');
  });

  const states = await statesOf({ target });

  expect(states[0]).toEqual({ phase: "waiting" });
  expect(states.at(-1)).toMatchObject({
    phase: "answered",
    head: { status: 201, requestId: "req-12345678" },
    body: { kind: "text", text: '{"data":1}', bytes: 10 },
    totalMs: expect.any(Number),
  });
});

test("tells an error envelope from data", async () => {
  const target = await serve((_, response) => {
    response.writeHead(403, { "content-type": "application/json" });
    response.end('{"error":{"code":"INSUFFICIENT_SCOPE","message":"m","request_id":"r"}}');
  });

  const states = await statesOf({ target });

  expect(states.at(-1)).toMatchObject({ body: { kind: "failure", failure: { requestId: "r" } } });
});

test("keeps bytes that are no text as a file, named by the path", async () => {
  const target = await serve((_, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    response.end(Buffer.from([0, 255]));
  });

  const states = await statesOf({ target });

  expect(states.at(-1)).toMatchObject({ body: { kind: "file", name: "agents" } });
});

test("says so when the body breaks off", async () => {
  const target = await serve((_, response) => {
    response.writeHead(200, { "content-length": "10" });
    response.write("half", () => response.destroy());
  });

  const states = await statesOf({ target });

  expect(states.at(-1)).toMatchObject({ body: { kind: "broken" } });
});

test("says so when nobody answers", async () => {
  const states = await statesOf({ target: "http://127.0.0.1:1/" });

  expect(states).toEqual([{ phase: "waiting" }, { phase: "unreachable" }]);
});

test("shows events one by one, and that they were stopped here", async () => {
  const target = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    response.write("event: step\ndata: 1\n\n");
  });
  const stop = new AbortController();
  const states: CallState[] = [];

  await sendCall({ method: "GET", target, token: null, body: null }, stop.signal, (state) => {
    states.push(state);
    const isShown =
      state.phase === "answered" && state.body.kind === "events" && state.body.count > 0;
    if (isShown) stop.abort();
  });

  expect(states.at(-1)).toMatchObject({
    body: { kind: "events", count: 1, ending: "stopped", events: [{ event: { name: "step" } }] },
  });
});

test("says that a stream ended when the service ended it", async () => {
  const target = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end("data: 1\n\n");
  });

  const states = await statesOf({ target });

  expect(states.at(-1)).toMatchObject({ body: { kind: "events", ending: "ended" } });
});
