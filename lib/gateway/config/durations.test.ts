import { expect, test } from "vitest";
import { parseDuration } from "./durations.ts";

test.each([
  ["1ms", 1],
  ["500ms", 500],
  ["30s", 30_000],
  ["5m", 300_000],
  ["1h", 3_600_000],
])("reads %s as %d ms", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each([
  "",
  "5",
  "s",
  "0s",
  "-1s",
  "+1s",
  "1.5s",
  "1e3s",
  " 1s",
  "1s ",
  "1s\n",
  "1 s",
  "1S",
  "1d",
  "1h30m",
  "05s",
  "9007199254740991h",
  `${"9".repeat(400)}ms`,
])("refuses %j as a duration", (text) => {
  expect(parseDuration(text)).toBeNull();
});
