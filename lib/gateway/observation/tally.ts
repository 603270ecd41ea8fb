import { LATENCY_BINS, latencyQuantile } from "./latency-bins.ts";

/** Numbers that add up: where each stands in a row of counts. Status classes 1xx to 5xx stand together. */
export const REQUESTS = 0;
export const STATUS_CLASSES = 1;
export const CACHE_HITS = 6;
export const CACHE_MISSES = 7;
export const LIMITED = 8;
export const LATENCIES = 9;
export const TALLY_WIDTH = LATENCIES + LATENCY_BINS;

/** What requests of a span of time came to. Durations in milliseconds, null without a request. */
export type Summary = Readonly<{
  requests: number;
  /** 1xx to 5xx, in this order. */
  statusClasses: readonly number[];
  cacheHits: number;
  cacheMisses: number;
  limited: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}>;

/** A row of counts in words; `row` holds TALLY_WIDTH numbers. */
export function summaryOf(row: Uint32Array): Summary {
  const latencies = row.subarray(LATENCIES, TALLY_WIDTH);
  return {
    requests: row[REQUESTS] ?? 0,
    statusClasses: [...row.subarray(STATUS_CLASSES, STATUS_CLASSES + 5)],
    cacheHits: row[CACHE_HITS] ?? 0,
    cacheMisses: row[CACHE_MISSES] ?? 0,
    limited: row[LIMITED] ?? 0,
    p50: latencyQuantile(latencies, 0.5),
    p95: latencyQuantile(latencies, 0.95),
    p99: latencyQuantile(latencies, 0.99),
  };
}
