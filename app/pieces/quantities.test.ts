import { expect, test } from "vitest";
import { byteSize, countdown, elapsed } from "./quantities.ts";

test.each([
  [3_600_000, "60:00"],
  [3_599_001, "60:00"],
  [3_599_000, "59:59"],
  [61_000, "1:01"],
  [1, "0:01"],
  [0, "0:00"],
  [-5_000, "0:00"],
  [7_265_000, "2:01:05"],
])("counts %i ms down as %s", (durationMs, text) => {
  expect(countdown(durationMs)).toBe(text);
});

test.each([
  [0.4, "0 ms"],
  [12.3, "12 ms"],
  [1_236, "1.24 s"],
  [60_000, "60 s"],
])("says that %d ms took %s", (durationMs, text) => {
  expect(elapsed(durationMs)).toBe(text);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_240, "1.2 kB"],
  [52_428_800, "52 MB"],
])("says that %i bytes are %s", (bytes, text) => {
  expect(byteSize(bytes)).toBe(text);
});
