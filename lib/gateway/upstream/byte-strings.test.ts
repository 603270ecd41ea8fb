import fc from "fast-check";
import { expect, test } from "vitest";
import { byteStrings } from "./byte-strings.ts";

// As a socket gives it: with memory of its own.
const chunkOf = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

const oneByOne = (parts: readonly (Buffer | string)[]) =>
  parts.map((part) => (typeof part === "string" ? part : part.toString("latin1")));

test("reads parts as reading each by itself would, wherever their bytes lie", () => {
  const chunk = fc.uint8Array({ minLength: 20, maxLength: 40 });
  const cut = fc.tuple(fc.nat(1), fc.nat(8), fc.nat(20));
  fc.assert(
    fc.property(fc.array(chunk, { minLength: 2, maxLength: 2 }), fc.array(cut), (chunks, cuts) => {
      const parts = cuts.map(([index, from, to]) =>
        Buffer.from(chunks[index] ?? []).subarray(from, to),
      );
      const shared = cuts.map(([index, from, to]) => {
        const bytes = chunks[index] ?? new Uint8Array();
        return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(from, to);
      });

      expect(byteStrings(parts)).toEqual(oneByOne(parts));
      expect(byteStrings(shared)).toEqual(oneByOne(shared));
    }),
  );
});

test("keeps every byte as the character of its number", () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

  const [name, value] = byteStrings([all.subarray(0, 3), all]);

  expect(name).toBe("\u0000\u0001\u0002");
  expect(Buffer.from(value ?? "", "latin1")).toEqual(all);
});

test("reads a head whose middle was put together from two chunks", () => {
  const chunk = chunkOf("Name: and a value");
  const between = chunkOf("elsewhere");

  expect(byteStrings([chunk.subarray(0, 4), between, chunk.subarray(12)])).toEqual([
    "Name",
    "elsewhere",
    "value",
  ]);
});

test.each([[[]], [["text", "as it is"]], [[Buffer.from("bytes"), "text"]]])(
  "passes on what is text already: %j",
  (parts) => {
    expect(byteStrings(parts)).toEqual(oneByOne(parts));
  },
);
