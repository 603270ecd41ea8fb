import type { Series } from "./series.ts";
import { type Summary, summaryOf, TALLY_WIDTH } from "./tally.ts";
import { SPAN_MS, STEP_MS, type Traffic } from "./traffic.ts";

/** One step of a chart: when it began (milliseconds since the epoch), and what it came to. */
export type Step = Readonly<{ at: number } & Summary>;

/** A route or an upstream over the whole span; the name is a key of `Traffic`. */
export type NamedSummary = Readonly<{ name: string } & Summary>;

const LATELY_MS = 60_000;

/** The steps that began at or after `from`, the running one last; steps without requests are left out. */
export function stepsSince(traffic: Traffic, from: number, now: number): Step[] {
  const first = Math.ceil(Math.max(from, now - SPAN_MS) / STEP_MS);
  const last = Math.floor(now / STEP_MS);
  const steps: Step[] = [];
  for (let span = first; span <= last; span += 1) {
    const row = traffic.total.row(span);
    if (row !== null) steps.push({ at: span * STEP_MS, ...summaryOf(row) });
  }
  return steps;
}

/** The last minute, and the whole span. */
export function lately(
  { total }: Traffic,
  now: number,
): Readonly<Record<"minute" | "span", Summary>> {
  return { minute: sumOf(total, now, LATELY_MS), span: sumOf(total, now, SPAN_MS) };
}

/** What each series came to over the span, busiest first; those that were quiet are left out. */
export function summaries(all: ReadonlyMap<string, Series>, now: number): NamedSummary[] {
  return [...all]
    .map(([name, series]) => ({ name, ...sumOf(series, now, SPAN_MS) }))
    .filter(({ requests }) => requests > 0)
    .sort((one, other) => other.requests - one.requests);
}

function sumOf(series: Series, now: number, durationMs: number): Summary {
  const sum = new Uint32Array(TALLY_WIDTH);
  series.addTo(sum, now, durationMs);
  return summaryOf(sum);
}
