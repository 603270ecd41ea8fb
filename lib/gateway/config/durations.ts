const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
/** How a duration is written. */
export const DURATION = /^([1-9][0-9]*)(ms|s|m|h)$/;

/** Milliseconds of a duration such as `500ms`, `30s`, `5m` or `1h`; null for anything else. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const milliseconds = Number(match[1]) * UNIT_MS[unitOf(match[2])];
  return Number.isSafeInteger(milliseconds) ? milliseconds : null;
}

function unitOf(text: string | undefined): keyof typeof UNIT_MS {
  return text === "s" || text === "m" || text === "h" ? text : "ms";
}
