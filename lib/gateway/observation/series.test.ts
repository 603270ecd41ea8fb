import { expect, test } from "vitest";
import { latencyBin } from "./latency-bins.ts";
import { type Mark, Series } from "./series.ts";
import { summaryOf, TALLY_WIDTH } from "./tally.ts";

const START = 1_700_000_000_000;

function mark(changes: Partial<Mark>): Mark {
  const nothing = { isHit: false, isMiss: false, isLimited: false };
  return { now: START, status: 200, latencyBin: latencyBin(10), ...nothing, ...changes };
}

function lastMs(series: Series, now: number, durationMs: number) {
  const sum = new Uint32Array(TALLY_WIDTH);
  series.addTo(sum, now, durationMs);
  return summaryOf(sum);
}

test("counts requests, classes, cache use and limits of the time asked about", () => {
  const series = new Series(5000, 180);
  series.count(mark({ isHit: true }));
  series.count(mark({ now: START + 6000, isMiss: true, status: 304 }));
  series.count(mark({ now: START + 7000, isLimited: true, status: 429 }));

  const all = lastMs(series, START + 7000, 900_000);
  const latest = lastMs(series, START + 7000, 5000);

  expect(all).toMatchObject({ requests: 3, cacheHits: 1, cacheMisses: 1, limited: 1 });
  expect(all.statusClasses).toEqual([0, 1, 1, 1, 0]);
  expect(latest.requests).toBe(2);
});

test("forgets what is older than its slots reach, without being told the time goes on", () => {
  const series = new Series(1000, 10);
  series.count(mark({}));

  expect(lastMs(series, START + 9000, 10_000).requests).toBe(1);
  expect(lastMs(series, START + 10_000, 10_000).requests).toBe(0);
});

test("a slot used again starts from nothing", () => {
  const series = new Series(1000, 10);
  series.count(mark({ latencyBin: latencyBin(5000) }));
  series.count(mark({ now: START + 10_000 }));

  const summary = lastMs(series, START + 10_000, 10_000);
  expect(summary.requests).toBe(1);
  expect(summary.p99).toBeLessThan(20);
});

test("a clock set back loses nothing that was counted", () => {
  const series = new Series(1000, 10);
  series.count(mark({ now: START + 10_000 }));
  series.count(mark({ now: START }));

  expect(lastMs(series, START + 10_000, 10_000).requests).toBe(2);
});

test("an answer with a status of no class is counted all the same", () => {
  const series = new Series(1000, 10);
  series.count(mark({ status: 0 }));
  series.count(mark({ status: 999 }));

  expect(lastMs(series, START, 1000).statusClasses).toEqual([1, 0, 0, 0, 1]);
});
