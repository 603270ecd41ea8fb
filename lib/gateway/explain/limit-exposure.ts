import type { Effect } from "./exposure.ts";

type Limit = { readonly requests: number; readonly windowMs: number; readonly per?: string };

const BREADTH: Readonly<Record<string, number>> = { org: 0, user: 1, ip: 2 };

/**
 * What a changed limit lets through: looser when a caller may send more in a window, or at a higher
 * rate, or when fewer callers share one count. Null without a change that matters.
 */
export function limitChange(
  before: Limit | null,
  after: Limit | null,
): { effect: Exclude<Effect, "neutral">; message: string } | null {
  if (before === null && after === null) return null;
  if (after === null)
    return { effect: "looser", message: `has no limit; it was ${inWords(before)}` };
  if (before === null) return { effect: "tighter", message: `is limited to ${inWords(after)}` };
  const message = `is limited to ${inWords(after)} instead of ${inWords(before)}`;
  if (isLooser(before, after)) return { effect: "looser", message };
  return isLooser(after, before) ? { effect: "tighter", message } : null;
}

function isLooser(before: Limit, after: Limit): boolean {
  const perMs = (limit: Limit) => limit.requests / limit.windowMs;
  const breadth = (limit: Limit) => BREADTH[limit.per ?? "ip"] ?? 0;
  return (
    after.requests > before.requests ||
    perMs(after) > perMs(before) ||
    breadth(after) > breadth(before)
  );
}

function inWords(limit: Limit | null): string {
  if (limit === null) return "none";
  const per = limit.per === undefined ? "" : ` per ${limit.per}`;
  return `${limit.requests} in ${limit.windowMs / 1000} s${per}`;
}

const UNITS = ["b", "kb", "mb", "gb"] as const;

/** Bytes in the largest unit that says them exactly. */
export function sizeInWords(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount % 1024 === 0 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${amount} ${UNITS[unit]}`;
}
