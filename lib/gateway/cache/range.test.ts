import { expect, test } from "vitest";
import { byteRange } from "./range.ts";

test.each([
  ["bytes=0-0", 10, { first: 0, last: 0 }],
  ["bytes=0-", 10, { first: 0, last: 9 }],
  ["bytes=-3", 10, { first: 7, last: 9 }],
  ["bytes=-30", 10, { first: 0, last: 9 }],
  ["bytes=5-100", 10, { first: 5, last: 9 }],
  ["Bytes= 5-6", 10, { first: 5, last: 6 }],
  ["bytes=10-", 10, "unsatisfiable"],
  ["bytes=0-", 0, "unsatisfiable"],
  ["bytes=-0", 10, "unsatisfiable"],
  ["bytes=-1", 0, "unsatisfiable"],
  ["bytes=6-5", 10, null],
  ["bytes=0-1,2-3", 10, null],
  ["bytes=-", 10, null],
  [`bytes=${"9".repeat(40)}-`, 10, null],
  ["pages=0-1", 10, null],
  ["", 10, null],
])("RFC 9110 14.1.2: %s of %i bytes", (range, length, expected) => {
  expect(byteRange(range, length)).toEqual(expected);
});
