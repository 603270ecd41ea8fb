import type { Step } from "#lib/gateway/observation/report.ts";

/** A step of a chart; `step` is null where there was no request. */
export type Moment = Readonly<{ at: number; step: Step | null }>;

/** Every finished step of the span before `now`, oldest first. All in milliseconds. */
export function timeline(
  steps: readonly Step[],
  { now, spanMs, stepMs }: Readonly<{ now: number; spanMs: number; stepMs: number }>,
): Moment[] {
  const byTime = new Map(steps.map((step) => [step.at, step]));
  const end = now - (now % stepMs);
  const moments: Moment[] = [];
  for (let at = end - spanMs; at < end; at += stepMs) {
    moments.push({ at, step: byTime.get(at) ?? null });
  }
  return moments;
}

/** The columns added up from the first on, so that each can be drawn on top of those before it. */
export function stacked(columns: readonly (readonly number[])[]): number[][] {
  const sums: number[][] = [];
  for (const column of columns) {
    const below = sums.at(-1);
    sums.push(column.map((value, index) => value + (below?.[index] ?? 0)));
  }
  return sums;
}
