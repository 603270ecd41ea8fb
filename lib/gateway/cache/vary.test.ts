import { expect, test } from "vitest";
import { areSame, combinedValue, matches, selectorsOf } from "./vary.ts";

const sentBy = (headers: readonly string[]) => (name: string) => combinedValue(headers, name);

test("RFC 9111 4.1: names ignore case, come once, and keep the value they were sent with", () => {
  const sent = sentBy(["ACCEPT", "a/b ,c/d", "Accept", "e/f"]);

  const selectors = selectorsOf(["Vary", "Accept, accept", "vary", "X-None"], "user", sent);

  expect(selectors).toEqual([
    ["accept", "a/b,c/d,e/f"],
    ["x-none", null],
  ]);
});

test("RFC 9111 4.1: an absent header is not an empty one", () => {
  const absent = selectorsOf(["Vary", "X-A"], "user", sentBy([])) ?? [];

  expect(matches(absent, sentBy([]))).toBe(true);
  expect(matches(absent, sentBy(["X-A", ""]))).toBe(false);
});

test("two answers were chosen alike whatever the order of the names", () => {
  expect(
    areSame(
      [
        ["a", "1"],
        ["b", null],
      ],
      [
        ["b", null],
        ["a", "1"],
      ],
    ),
  ).toBe(true);
  expect(areSame([["a", "1"]], [["a", "2"]])).toBe(false);
  expect(
    areSame(
      [["a", "1"]],
      [
        ["a", "1"],
        ["b", null],
      ],
    ),
  ).toBe(false);
});
