import { expect, test } from "vitest";
import type { Step } from "#lib/gateway/observation/report.ts";
import { stacked, timeline } from "./timeline.ts";

const step = (at: number): Step => ({
  ...{ at, requests: 1, statusClasses: [0, 1, 0, 0, 0], cacheHits: 0, cacheMisses: 0 },
  ...{ limited: 0, p50: 1, p95: 1, p99: 1 },
});

test("a timeline has every finished step, and leaves the running one out", () => {
  const moments = timeline([step(85_000), step(95_000), step(100_000)], {
    ...{ now: 103_000, spanMs: 20_000, stepMs: 5000 },
  });

  expect(moments.map(({ at, step: found }) => [at, found?.requests ?? 0])).toEqual([
    [80_000, 0],
    [85_000, 1],
    [90_000, 0],
    [95_000, 1],
  ]);
});

test("columns are stacked on those before them", () => {
  expect(
    stacked([
      [1, 2],
      [10, 0],
      [100, 5],
    ]),
  ).toEqual([
    [1, 2],
    [11, 2],
    [111, 7],
  ]);
});
