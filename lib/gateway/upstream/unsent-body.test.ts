import { expect, test } from "vitest";
import { pushedBody } from "./contract/calls.ts";
import { UnsentBody } from "./unsent-body.ts";

test("hands the first chunk to whoever took the body over while it was waited for", async () => {
  const { body, end, push } = pushedBody();
  const unsent = new UnsentBody(body);
  const first = unsent[Symbol.asyncIterator]().next();

  const isTaken = unsent.takeBack();
  const second = textOf(unsent);
  await push("hello");
  await end();

  expect(isTaken).toBe(true);
  expect(await first).toEqual({ done: true, value: undefined });
  expect(await second).toBe("hello");
});

test("cannot be taken over when a chunk of it has been handed out", async () => {
  const { body, push } = pushedBody();
  const unsent = new UnsentBody(body);
  const reader = unsent[Symbol.asyncIterator]();

  const first = reader.next();
  await push("hello");
  await first;

  expect(unsent.takeBack()).toBe(false);
});

test("cannot be taken over when it has ended", async () => {
  const { body, end } = pushedBody();
  const unsent = new UnsentBody(body);

  const text = textOf(unsent);
  await end();
  await text;

  expect(unsent.takeBack()).toBe(false);
});

test("breaks for the one who has taken it over when it breaks", async () => {
  const { body, fail } = pushedBody();
  const unsent = new UnsentBody(body);
  const first = unsent[Symbol.asyncIterator]().next();
  unsent.takeBack();

  const second = textOf(unsent);
  fail(new Error("aborted")).catch(() => undefined);

  await expect(second).rejects.toThrow("aborted");
  await expect(first).rejects.toThrow("aborted");
});

test("leaves its source when its reader leaves it half-way, and when nobody has read it", async () => {
  const sources = [watchedBody(), watchedBody()];
  const [half, unread] = sources.map(({ body }) => new UnsentBody(body));

  for await (const _chunk of half ?? []) break;
  const reader = unread?.[Symbol.asyncIterator]();
  await reader?.return?.();
  const afterReturn = sources[1]?.isLeft();
  const pending = reader?.next();
  unread?.takeBack();
  await unread?.discard();
  await pending;

  expect(sources.map(({ isLeft }) => isLeft())).toEqual([true, true]);
  expect(afterReturn).toBe(false);
});

function watchedBody() {
  let isLeft = false;
  async function* body() {
    try {
      for (;;) yield Buffer.from("x");
    } finally {
      isLeft = true;
    }
  }
  return { body: body(), isLeft: () => isLeft };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of body) text += Buffer.from(chunk).toString();
  return text;
}
