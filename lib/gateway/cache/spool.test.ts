import { expect, test } from "vitest";
import { Spool } from "./spool.ts";

async function* bytes(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test("gives the whole body to its reader and to those who wait for all of it", async () => {
  const spool = new Spool(bytes("a", "b", "c"), 10);
  const reader = spool.reader();

  const whole = spool.fill();

  expect(await textOf(reader)).toBe("abc");
  expect(String(await whole)).toBe("abc");
});

test("reads on when its reader leaves", async () => {
  const spool = new Spool(bytes("a", "b", "c"), 10);
  const chunks = spool.reader()[Symbol.asyncIterator]();
  const whole = spool.fill();
  await chunks.next();

  await chunks.return?.();

  expect(String(await whole)).toBe("abc");
});

test("gives a body that is too long to its reader alone, to the end", async () => {
  const spool = new Spool(bytes("aaa", "bbb", "ccc", "ddd"), 5);
  const reader = spool.reader();

  expect(await spool.fill()).toBeNull();
  expect(await textOf(reader)).toBe("aaabbbcccddd");
});

test("reads a body that is too long no faster than its reader", async () => {
  let given = 0;
  async function* endless() {
    for (;;) {
      given += 1;
      yield Buffer.from("aaa");
    }
  }
  const spool = new Spool(endless(), 5);
  const chunks = spool.reader()[Symbol.asyncIterator]();
  await spool.fill();
  const ahead = given;

  await chunks.next();

  expect(given).toBe(ahead);
});

test.each([true, false])(
  "ends a body that is too long when nobody reads it (had a reader: %s)",
  async (hadReader) => {
    let isEnded = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.from("aaa");
      } finally {
        isEnded = true;
      }
    }
    const spool = new Spool(endless(), 5);
    if (hadReader) await spool.reader()[Symbol.asyncIterator]().return?.();

    await spool.fill();

    await expect.poll(() => isEnded).toBe(true);
  },
);

test("tells both of a body that breaks", async () => {
  async function* broken() {
    yield Buffer.from("a");
    throw new Error("gone");
  }
  const spool = new Spool(broken(), 10);
  const reader = spool.reader();

  await expect(spool.fill()).rejects.toThrow("gone");
  await expect(textOf(reader)).rejects.toThrow("gone");
});
