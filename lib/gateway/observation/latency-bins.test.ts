import { expect, test } from "vitest";
import { LATENCY_BINS, latencyBin, latencyQuantile } from "./latency-bins.ts";

function counted(durations: readonly number[]): Uint32Array {
  const counts = new Uint32Array(LATENCY_BINS);
  for (const duration of durations) {
    const bin = latencyBin(duration);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

test("quantiles are within a fifth of the exact ones", () => {
  const durations = Array.from({ length: 10_000 }, (_, index) => 0.4 + (index / 100) ** 1.7);
  const counts = counted(durations);

  for (const share of [0.5, 0.95, 0.99]) {
    const exact = durations[Math.ceil(share * durations.length) - 1] ?? 0;
    const estimate = latencyQuantile(counts, share) ?? 0;
    expect(estimate / exact).toBeGreaterThan(0.84);
    expect(estimate / exact).toBeLessThan(1.2);
  }
});

test("nothing counted has no quantile", () => {
  expect(latencyQuantile(new Uint32Array(LATENCY_BINS), 0.5)).toBeNull();
});

test("a duration falls in a bin whatever it is", () => {
  expect(latencyBin(0)).toBe(0);
  expect(latencyBin(Number.NaN)).toBe(0);
  expect(latencyBin(-1)).toBe(0);
  expect(latencyBin(Number.POSITIVE_INFINITY)).toBe(LATENCY_BINS - 1);
});

test("bins are in the order of the durations, and the longest stand apart from the shortest", () => {
  const bins = [0.1, 0.3, 1, 3, 10, 100, 1000, 10_000, 60_000].map(latencyBin);

  expect(bins).toEqual([...new Set(bins)].sort((one, other) => one - other));
});
