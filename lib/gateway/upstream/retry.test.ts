import { expect, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import type { Reason } from "../errors/catalogue.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { UpstreamTry } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { createBalancer } from "./balancer.ts";
import { bodyOf, pushedBody, readAll } from "./contract/calls.ts";
import { UpstreamPool } from "./pool.ts";
import {
  isRepeatable,
  isWorthRetrying,
  retryDelayMs,
  sendWithRetries,
  verdictOn,
} from "./retry.ts";
import type { UpstreamCall } from "./upstream.ts";

const down = new GatewayError("upstream_down");
const broken = new GatewayError("upstream_broken");
const unwritten = new GatewayError("upstream_broken", "", {
  cause: Object.assign(new Error("write EPIPE"), { code: "EPIPE", syscall: "write" }),
});
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

test.each<[Reason | number, string]>([
  ["upstream_down", "failed"],
  ["upstream_broken", "failed"],
  ["upstream_slow", "failed"],
  ["client_gone", "none"],
  ["body_too_large", "none"],
  ["framing_refused", "none"],
  [502, "failed"],
  [503, "failed"],
  [504, "failed"],
  [500, "good"],
  [429, "good"],
  [404, "good"],
  [200, "good"],
])("takes %s for %s of the upstream", (result, verdict) => {
  const of = typeof result === "number" ? { ...good, status: result } : new GatewayError(result);

  expect(verdictOn(of)).toBe(verdict);
});

test("spreads the tries of many callers over a time that doubles, up to a second", () => {
  expect([retryDelayMs(1, 0), retryDelayMs(1, 0.5), retryDelayMs(1, 0.999)]).toEqual([0, 25, 49]);
  expect([retryDelayMs(2, 0.999), retryDelayMs(3, 0.999), retryDelayMs(10, 0.999)]).toEqual([
    99, 199, 999,
  ]);
});

test("tries again after a failure, at another server", async () => {
  const { calls, send, trace } = planned([down, good]);

  const reply = await send();

  expect(reply).toBe(good);
  expect(new Set(calls.map(({ origin }) => origin)).size).toBe(2);
  expect(trace.attempts).toBe(2);
});

test("notes which server each try went to, when, and how it ended", async () => {
  const { calls, send, trace } = planned([down, busy, good], { retries: 2 });

  await send();

  expect(trace.tries.map(({ server }) => server)).toEqual(calls.map(({ origin }) => origin));
  expect(trace.tries).toMatchObject([
    { status: null, reason: "upstream_down" },
    { status: 503, reason: null },
    { status: 200, reason: null },
  ]);
  const times = trace.tries.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
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

test.each([600, 999])("takes an answer of status %i for none, and leaves it", async (status) => {
  let isLeft = false;
  const odd = { ...good, status, body: unread(() => (isLeft = true)) };
  const { send } = planned([odd], { retries: 0 });

  await expect(send()).rejects.toMatchObject({ reason: "upstream_broken" });
  expect(isLeft).toBe(true);
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

test("does not try again when the upstream's budget is spent", async () => {
  const { calls, pool, send } = planned([down, good]);
  while (pool.takeRetry(performance.now()));

  await expect(send()).rejects.toBe(down);
  expect(calls).toHaveLength(1);
});

test("sends a write once more that failed to be written, whatever the route says", async () => {
  const { calls, pool, send, trace } = planned([unwritten, good], { retries: 0 });

  const reply = await send({ method: "POST" });

  expect([reply, calls.length, trace.attempts]).toEqual([good, 2, 2]);
  expect(pool.state(0)).toMatchObject({ retries: 0, failures: 0 });
});

test("sends such a write once more, and no more", async () => {
  const { calls, send } = planned([unwritten, unwritten, good], { retries: 0 });

  await expect(send({ method: "POST" })).rejects.toBe(unwritten);
  expect(calls).toHaveLength(2);
});

test("does not send a write again that may have been written", async () => {
  const { calls, send } = planned([broken, good]);

  await expect(send({ method: "POST" })).rejects.toBe(broken);
  expect(calls).toHaveLength(1);
});

test("sends an upload once more of which nothing had been read, with all of its body", async () => {
  const { bodies, calls, send } = planned([broken, good], { retries: 0 });
  const { body, end, push } = pushedBody();

  const pending = send({ method: "POST", body });
  await push("the body");
  await end();

  expect(await pending).toBe(good);
  expect(calls).toHaveLength(2);
  expect(bodies).toEqual(["the body"]);
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
  const { send } = planned([{ ...busy, body: unread(() => (isLeft = true)) }, good]);

  await send();

  expect(isLeft).toBe(true);
});

test("counts a server's load until its answer is whole, and no longer, even after failures", async () => {
  const { loads, pool, send } = planned([down, good]);

  await send();

  expect(loads).toEqual([1, 1]);
  expect(pool.state(0).inFlight).toBe(0);
});

test("counts an answer that streams until its place is left", async () => {
  const { calls, pool, send } = planned([{ ...good, body: unread(() => undefined) }]);

  await send();
  const during = pool.state(0).inFlight;
  calls[0]?.place.leave();

  expect([during, pool.state(0).inFlight]).toEqual([1, 0]);
});

test("opens the circuit when requests fail in the end, and then calls nobody", async () => {
  const { calls, send } = planned(
    Array.from({ length: 100 }, () => down),
    { retries: 0 },
  );

  for (let request = 0; request < 20; request++) await expect(send()).rejects.toBe(down);

  await expect(send()).rejects.toMatchObject({ reason: "circuit_open" });
  expect(calls).toHaveLength(20);
});

test("counts a request that succeeded in the end as a success", async () => {
  const results = Array.from({ length: 25 }, () => [down, good]).flat();
  const { pool, send } = planned(results);

  for (let request = 0; request < 25; request++) await send();

  expect(pool.state(0)).toMatchObject({ circuit: "closed", failures: 0, retries: 25 });
});

test("passes a bug on as it is, and keeps no place for it", async () => {
  const bug = new TypeError("a bug");
  const { calls, pool, send } = planned([bug, good]);

  await expect(send()).rejects.toBe(bug);
  expect([calls.length, pool.state(0).inFlight]).toEqual([1, 0]);
});

/** A call to two servers whose tries end as listed. Those that succeed read the request's body. */
function planned(results: readonly (Reply | Error)[], { retries = 1 } = {}) {
  const pool = new UpstreamPool("service", { inFlightMax: 500, report: () => undefined });
  const balancer = createBalancer(["http://a/base", "http://b/base"], pool.serverAt);
  const calls: UpstreamCall[] = [];
  const loads: number[] = [];
  const bodies: string[] = [];
  const tries: UpstreamTry[] = [];
  const trace = { origin: "service", attempts: 0, durationMs: 0, tries };
  const upstream = async (call: UpstreamCall) => {
    calls.push(call);
    loads.push(pool.state(0).inFlight);
    const result = results[calls.length - 1] ?? good;
    if (result instanceof Error) throw result;
    if (call.body !== null) bodies.push(String(await readAll(call.body)));
    return result;
  };
  const call = {
    ...{ method: "GET", path: "/", headers: [], body: null, contentLength: null },
    ...{ timeoutMs: 30_000, idleTimeoutMs: null, cancellation: new Cancellation() },
  };
  const ways = { balancer, upstream, sign: null, toClient: (reply: Reply) => reply };
  const plan = { route: { retries }, pool, trace, ...ways };
  const send = (changes: Partial<UpstreamCall> = {}) =>
    sendWithRetries({ ...call, ...changes }, plan);
  return { bodies, calls, loads, pool, send, trace };
}

/** A body that nobody reads, and that hears when it is left. */
function unread(onLeft: () => void): AsyncIterable<Uint8Array> {
  const chunks = {
    next: () => Promise.reject(new Error("nobody reads this")),
    return: async () => {
      onLeft();
      return { done: true as const, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => chunks };
}
