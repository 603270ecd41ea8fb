import type { PlotLine } from "./plot-options.ts";

/** A line of a chart with its values, one for each time; null where there is none. */
export type ChartLine = Omit<PlotLine, "isFilled"> &
  Readonly<{ values: readonly (number | null)[] }>;

/** A value as the chart's axis would say it, a dash for none. */
export function said(value: number | null, format: (value: number) => string): string {
  return value === null ? "–" : format(value);
}
