import { expect, test } from "vitest";
import { parseSize } from "./sizes.ts";

test.each([
  ["1b", 1],
  ["64kb", 65_536],
  ["10mb", 10_485_760],
  ["1gb", 1_073_741_824],
])("reads %s as %d bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each([
  "",
  "5",
  "mb",
  "0b",
  "-1kb",
  "1.5mb",
  " 1kb",
  "1kb\n",
  "1MB",
  "1tb",
  "05kb",
  "9007199254740991gb",
])("refuses %j as a size", (text) => {
  expect(parseSize(text)).toBeNull();
});
