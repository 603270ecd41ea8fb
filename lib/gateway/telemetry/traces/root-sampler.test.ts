import { expect, test } from "vitest";
import { traceOf } from "../../trace-context.ts";
import { rootSampler } from "./root-sampler.ts";

const LOWEST = `${"f".repeat(18)}${"0".repeat(14)}`;
const HIGHEST = `${"0".repeat(18)}${"f".repeat(14)}`;

test("records all with a share of 1, and none with a share of 0", () => {
  expect([rootSampler(1)(LOWEST), rootSampler(1)(HIGHEST)]).toEqual([true, true]);
  expect([rootSampler(0)(LOWEST), rootSampler(0)("0".repeat(32))]).toEqual([false, false]);
});

test("records about the asked share of traces, by their ids alone", () => {
  const isSampled = rootSampler(0.2);
  const ids = Array.from({ length: 5000 }, () => traceOf([], () => false).traceId);

  const recorded = ids.filter(isSampled);

  expect(recorded.length).toBeGreaterThan(800);
  expect(recorded.length).toBeLessThan(1200);
  expect(ids.filter(isSampled)).toEqual(recorded);
});

test("records with a larger share whatever it records with a smaller one", () => {
  const ids = Array.from({ length: 1000 }, () => traceOf([], () => false).traceId);

  expect(ids.filter(rootSampler(0.1)).every(rootSampler(0.5))).toBe(true);
});
