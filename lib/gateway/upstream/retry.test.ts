import { expect, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Reply } from "../reply.ts";
import { createBalancer } from "./balancer.ts";
import { bodyOf } from "./contract/calls.ts";
import { isRepeatable, isWorthRetrying, retryDelayMs, sendWithRetries } from "./retry.ts";
import type { UpstreamCall } from "./upstream.ts";

const down = new GatewayError("upstream_down");
const good: Reply = { status: 200, headers: [], body: "good" };
const busy: Reply = { status: 503, headers: [], body: "busy" };

test.each([
  ["GET", false, true],
  ["HEAD", false, true],
  ["PUT", false, true],
  ["DELETE", false, true],
  ["POST", false, false],
  ["PATCH", false, false],
  ["PUT", true, false],
])("%s with a body (%s) may be sent again: %s", (method, hasBody, expected) => {
  expect(isRepeatable(method, hasBody)).toBe(expected);
});

test.each([
  ["upstream_down", true],
  ["upstream_broken", true],
  ["upstream_slow", false],
  ["client_gone", false],
  ["body_too_large", false],
] as const)("after %s another try is of use: %s", (reason, expected) => {
  expect(isWorthRetrying(new GatewayError(reason))).toBe(expected);
});

test.each([
  [502, true],
  [503, true],
  [504, true],
  [500, false],
  [429, false],
  [200, false],
])("after status %i another try is of use: %s", (status, expected) => {
  expect(isWorthRetrying({ ...good, status })).toBe(expected);
});

test("spreads the tries of many callers over at most 50 ms", () => {
  expect([retryDelayMs(0), retryDelayMs(0.5), retryDelayMs(0.999)]).toEqual([0, 25, 49]);
});

test("tries again after a failure, at another server", async () => {
  const { calls, send, trace } = planned([down, good]);

  const reply = await send();

  expect(reply).toBe(good);
  expect(new Set(calls.map(({ origin }) => origin)).size).toBe(2);
  expect(trace.attempts).toBe(2);
});

test("tries as often as the route says and gives the last answer", async () => {
  const { calls, send } = planned([busy, busy, busy, good], { retries: 2 });

  const reply = await send();

  expect([reply.status, calls.length]).toEqual([503, 3]);
});

test("rejects with the last failure", async () => {
  const { calls, send } = planned([busy, down]);

  await expect(send()).rejects.toBe(down);
  expect(calls).toHaveLength(2);
});

test("sends what is not repeatable once", async () => {
  const post = planned([down, good]);
  const upload = planned([down, good]);

  await expect(post.send({ method: "POST" })).rejects.toBe(down);
  await expect(upload.send({ method: "PUT", body: bodyOf("x") })).rejects.toBe(down);

  expect([post.calls.length, upload.calls.length]).toEqual([1, 1]);
});

test("does not try again for a client that has gone", async () => {
  const cancellation = new Cancellation();
  const { calls, send } = planned([down, good]);
  cancellation.cancel();

  await expect(send({ cancellation })).rejects.toBe(down);
  expect(calls).toHaveLength(1);
});

test("does not begin a try that the time left cannot hold", async () => {
  const { calls, send } = planned([busy, good]);

  const reply = await send({ timeoutMs: 0 });

  expect([reply.status, calls.length]).toEqual([503, 1]);
});

test("gives the heads of all tries one time together, and each body its own", async () => {
  const { calls, send } = planned([busy, good]);

  await send({ timeoutMs: 30_000 });

  const [first = 0, second = 0] = calls.map(({ headTimeoutMs }) => headTimeoutMs);
  expect(first).toBe(30_000);
  expect(second).toBeLessThanOrEqual(first);
  expect(calls.map(({ timeoutMs }) => timeoutMs)).toEqual([30_000, 30_000]);
});

test("puts the path behind the server's base path", async () => {
  const { calls, send } = planned([good]);

  await send({ path: "/api/v1/x?a=1" });

  expect(calls[0]?.path).toBe("/base/api/v1/x?a=1");
});

test("leaves the answer that it does not pass on", async () => {
  let isLeft = false;
  const unread = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.reject(new Error("nobody reads this")),
      return: async () => {
        isLeft = true;
        return { done: true as const, value: undefined };
      },
    }),
  };
  const { send } = planned([{ ...busy, body: unread }, good]);

  await send();

  expect(isLeft).toBe(true);
});

test("counts a server's load while the head is waited for, and no longer, even after failures", async () => {
  const { loads, send, servers } = planned([down, good]);

  await send();

  expect(loads).toEqual([1, 1]);
  expect(servers().map(({ inFlight }) => inFlight)).toEqual([0, 0]);
});

test("passes a bug on as it is", async () => {
  const bug = new TypeError("a bug");
  const { calls, send } = planned([bug, good]);

  await expect(send()).rejects.toBe(bug);
  expect(calls).toHaveLength(1);
});

/** A call to two servers whose tries end as listed. */
function planned(results: readonly (Reply | Error)[], { retries = 1 } = {}) {
  const balancer = createBalancer(["http://a/base", "http://b/base"]);
  const first = balancer.pick(null);
  const servers = () => [first, balancer.pick(first)];
  const calls: UpstreamCall[] = [];
  const loads: number[] = [];
  const trace = { origin: "service", attempts: 0, durationMs: 0 };
  const upstream = async (call: UpstreamCall) => {
    calls.push(call);
    loads.push(Math.max(...servers().map(({ inFlight }) => inFlight)));
    const result = results[calls.length - 1] ?? good;
    if (result instanceof Error) throw result;
    return result;
  };
  const call = {
    ...{ method: "GET", path: "/", headers: [], body: null, contentLength: null },
    ...{ timeoutMs: 30_000, idleTimeoutMs: null, cancellation: new Cancellation() },
  };
  const send = (changes: Partial<UpstreamCall> = {}) =>
    sendWithRetries(
      { ...call, ...changes },
      { route: { retries }, balancer, upstream, sign: null, trace },
    );
  return { calls, loads, send, servers, trace };
}
