/** A rate: `0`, `0.4`, `12.5`, `1,240`; per second unless said otherwise. */
export function rate(value: number): string {
  if (Number.isInteger(value) && value < 100) return String(value);
  if (value < 0.1) return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}

/** A duration in milliseconds, short enough for a table: `0.4 ms`, `12 ms`, `1.2 s`; a dash for none. */
export function latency(durationMs: number | null): string {
  if (durationMs === null) return "–";
  if (durationMs === 0) return "0 ms";
  if (durationMs < 0.05) return "< 0.1 ms";
  if (durationMs < 10) return `${durationMs.toFixed(1)} ms`;
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** A share of a whole: `0%`, `0.4%`, `62%`; a dash where there is no whole. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 10 ? `${percent.toFixed(1)}%` : `${Math.round(percent)}%`;
}

/** A number of things: `1,204`. */
export function count(value: number): string {
  return value.toLocaleString("en");
}
