import { expect, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import { busy, down, good, planned, unread } from "./contract/planned-tries.ts";

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

test("passes a bug on as it is, and keeps no place for it", async () => {
  const bug = new TypeError("a bug");
  const { calls, pool, send } = planned([bug, good]);

  await expect(send()).rejects.toBe(bug);
  expect([calls.length, pool.state(0).inFlight]).toEqual([1, 0]);
});
