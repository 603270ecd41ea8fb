import { expect, test } from "vitest";
import { selectRange } from "./byte-range.ts";

const WHOLE = { kind: "whole" };
const part = (first: number, last: number) => ({ kind: "part", first, last });

test.each([
  ["bytes=0-3", part(0, 3)],
  ["bytes=4-", part(4, 9)],
  ["bytes=-3", part(7, 9)],
  ["bytes=-30", part(0, 9)],
  ["bytes=8-99", part(8, 9)],
  ["bytes=9-9", part(9, 9)],
])("selects the part that %s names of 10 bytes", (range, expected) => {
  const selection = selectRange(range, 10);

  expect(selection).toEqual(expected);
});

test.each([undefined, "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=0-1", "bytes=a-b"])(
  "ignores %s",
  (range) => {
    const selection = selectRange(range, 10);

    expect(selection).toEqual(WHOLE);
  },
);

test.each([
  ["bytes=10-", 10],
  ["bytes=-0", 10],
  ["bytes=0-", 0],
])("finds %s unsatisfiable of %i bytes", (range, size) => {
  const selection = selectRange(range, size);

  expect(selection).toEqual({ kind: "unsatisfiable" });
});
