import { expect, test } from "vitest";
import { boundedMemo } from "./bounded-memo.ts";

test("computes a key once while it is remembered", () => {
  const asked: string[] = [];
  const upper = boundedMemo((key) => {
    asked.push(key);
    return key.toUpperCase();
  }, 2);

  expect([upper("a"), upper("a"), upper("b")]).toEqual(["A", "A", "B"]);
  expect(asked).toEqual(["a", "b"]);
});

test("still answers rightly after more keys than it holds", () => {
  const length = boundedMemo((key) => key.length, 3);

  const answers = Array.from({ length: 100 }, (_, index) => length("x".repeat(index)));

  expect(answers).toEqual(Array.from({ length: 100 }, (_, index) => index));
});

test("does not remember keys that are long", () => {
  let computed = 0;
  const length = boundedMemo((key) => {
    computed += 1;
    return key.length;
  }, 3);

  for (let time = 0; time < 2; time++) {
    length("x".repeat(128));
    length("x".repeat(129));
  }

  expect(computed).toBe(3);
});
