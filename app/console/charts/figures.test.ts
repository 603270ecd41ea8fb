import { expect, test } from "vitest";
import { count, latency, rate, share } from "./figures.ts";

test.each([
  [0, "0"],
  [0.0166, "0.02"],
  [0.44, "0.4"],
  [12.46, "12.5"],
  [1240.4, "1,240"],
])("a rate of %d reads %s", (value, text) => {
  expect(rate(value)).toBe(text);
});

test.each([
  [null, "–"],
  [0.02, "< 0.1 ms"],
  [0.42, "0.4 ms"],
  [12.4, "12 ms"],
  [999, "999 ms"],
  [1234, "1.2 s"],
])("a latency of %d reads %s", (value, text) => {
  expect(latency(value)).toBe(text);
});

test("a share of nothing is no number, and a small one is not rounded to none", () => {
  expect(share(0, 0)).toBe("–");
  expect(share(0, 10)).toBe("0%");
  expect(share(1, 250)).toBe("0.4%");
  expect(share(62, 100)).toBe("62%");
});

test("a count is grouped", () => {
  expect(count(1204)).toBe("1,204");
});
