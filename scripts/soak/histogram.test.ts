import { expect, test } from "vitest";
import { Histogram } from "./histogram.ts";

test("gives the time within which a share was done, in half milliseconds", () => {
  const histogram = new Histogram();
  for (let ms = 1; ms <= 100; ms++) histogram.add(ms);

  expect([histogram.quantile(0.5), histogram.quantile(0.99), histogram.count]).toEqual([
    50.5, 99.5, 100,
  ]);
});

test("counts what takes longer than its range as its longest, and is 0 when empty", () => {
  const histogram = new Histogram();
  const empty = histogram.quantile(0.99);
  histogram.add(1_000_000);

  expect([empty, histogram.quantile(1)]).toEqual([0, 20_000]);
});
