import { expect, test } from "vitest";
import { bodyOf, pushedBody } from "./contract/calls.ts";
import { broken, down, good, planned, unwritten } from "./contract/planned-tries.ts";

test("sends what is not repeatable once", async () => {
  const post = planned([down, good]);
  const upload = planned([down, good]);

  await expect(post.send({ method: "POST" })).rejects.toBe(down);
  await expect(upload.send({ method: "PUT", body: bodyOf("x") })).rejects.toBe(down);

  expect([post.calls.length, upload.calls.length]).toEqual([1, 1]);
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
