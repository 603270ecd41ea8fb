import type { Decision, Rule } from "./limiter.ts";

/** Hits of the current and of the previous fixed window. */
export type WindowCount = {
  readonly index: number;
  readonly current: number;
  readonly previous: number;
};

const EMPTY: WindowCount = { index: 0, current: 0, previous: 0 };

/**
 * One hit on a sliding window approximated from two fixed ones: the previous window's hits count
 * in the share of it that the sliding window still covers. A refused hit is not counted. Admits at
 * most `requests` in each fixed window, and at most twice as many in a window that begins anywhere.
 */
export function hitWindow(
  before: WindowCount = EMPTY,
  rule: Rule,
  now: number,
): { readonly count: WindowCount; readonly decision: Decision } {
  const count = advance(before, Math.floor(now / rule.windowMs));
  const elapsedMs = now % rule.windowMs;
  // Multiplied first: whole numbers stay exact, and so does the division where it comes out even.
  const carried = (count.previous * (rule.windowMs - elapsedMs)) / rule.windowMs;
  const used = Math.floor(carried) + count.current;
  const isAllowed = used < rule.requests;
  const after = isAllowed ? { ...count, current: count.current + 1 } : count;
  const remaining = isAllowed ? rule.requests - used - 1 : 0;
  const resetMs = isAllowed ? rule.windowMs - elapsedMs : untilRoomMs(count, rule, elapsedMs);
  return { count: after, decision: { isAllowed, remaining, resetMs } };
}

function advance(count: WindowCount, index: number): WindowCount {
  if (count.index === index) return count;
  return { index, current: 0, previous: count.index === index - 1 ? count.current : 0 };
}

// Room appears when floor(previous * share) + current falls below the limit: within this window if
// the current hits alone leave room, otherwise in the next one, where they have become the previous.
function untilRoomMs(count: WindowCount, rule: Rule, elapsedMs: number): number {
  const restMs = rule.windowMs - elapsedMs;
  if (count.current < rule.requests)
    return waitMs(count.previous, rule.requests - count.current, rule) - elapsedMs;
  return restMs + waitMs(count.current, rule.requests, rule);
}

// Smallest elapsed time at which floor(hits * (window - elapsed) / window) < room.
function waitMs(hits: number, room: number, { windowMs }: Rule): number {
  return Math.min(windowMs, Math.floor((windowMs * (hits - room)) / hits) + 1);
}
