import fc from "fast-check";
import { expect, test } from "vitest";
import type { Rule } from "./limiter.ts";
import { hitWindow, type WindowCount } from "./sliding-window.ts";

const rule = fc.record({
  requests: fc.integer({ min: 1, max: 20 }),
  windowMs: fc.integer({ min: 10, max: 1000 }),
});
const gaps = fc.array(fc.nat(300), { minLength: 1, maxLength: 200 });

test("never admits more than the limit in one aligned window", () => {
  fc.assert(
    fc.property(rule, gaps, (rule, gaps) => {
      const admitted = run(rule, gaps).filter(({ isAllowed }) => isAllowed);

      const perWindow = new Map<number, number>();
      for (const { now } of admitted) {
        const index = Math.floor(now / rule.windowMs);
        perWindow.set(index, (perWindow.get(index) ?? 0) + 1);
      }
      expect(Math.max(...perWindow.values())).toBeLessThanOrEqual(rule.requests);
    }),
  );
});

test("never admits more than twice the limit in any window, wherever it begins", () => {
  fc.assert(
    fc.property(rule, gaps, (rule, gaps) => {
      const hits = run(rule, gaps).filter(({ isAllowed }) => isAllowed);

      for (const { now } of hits) {
        const within = hits.filter((hit) => hit.now > now - rule.windowMs && hit.now <= now);
        expect(within.length).toBeLessThanOrEqual(2 * rule.requests);
      }
    }),
  );
});

test("never refuses a caller who stays within the limit in every window, wherever it begins", () => {
  fc.assert(
    fc.property(rule, gaps, (rule, gaps) => {
      const accepted: number[] = [];
      let before: WindowCount | undefined;
      let now = 1_000_000;
      for (const gap of gaps) {
        now += gap;
        // Two windows back is as far as the approximation can look.
        const recent = accepted.filter((at) => at > now - 2 * rule.windowMs).length;
        if (recent >= rule.requests) continue;
        const { count, decision } = hitWindow(before, rule, now);
        expect(decision.isAllowed).toBe(true);
        before = count;
        accepted.push(now);
      }
    }),
  );
});

test("decides as a slow count over the two windows does", () => {
  fc.assert(
    fc.property(rule, gaps, (rule, gaps) => {
      const admitted: number[] = [];
      for (const { isAllowed, now } of run(rule, gaps)) {
        expect(isAllowed).toBe(slowCount(admitted, rule, now) < rule.requests);
        if (isAllowed) admitted.push(now);
      }
    }),
  );
});

test("admits exactly as many at once as it says are left", () => {
  fc.assert(
    fc.property(rule, gaps, (rule, gaps) => {
      const last = run(rule, gaps).at(-1);
      if (last === undefined) return;
      let { count } = last;
      for (let left = last.remaining; left > 0; left--) {
        const next = hitWindow(count, rule, last.now);
        expect([next.decision.isAllowed, next.decision.remaining]).toEqual([true, left - 1]);
        count = next.count;
      }

      expect(hitWindow(count, rule, last.now).decision.isAllowed).toBe(false);
    }),
  );
});

test("tells a refused caller the first moment at which it is admitted", () => {
  fc.assert(
    fc.property(rule, gaps, (rule, gaps) => {
      for (const { count, isAllowed, now, resetMs } of run(rule, gaps)) {
        if (isAllowed) continue;
        expect(resetMs).toBeGreaterThan(0);
        expect(hitWindow(count, rule, now + resetMs).decision.isAllowed).toBe(true);
        expect(hitWindow(count, rule, now + resetMs - 1).decision.isAllowed).toBe(false);
      }
    }),
  );
});

test("is exact where the covered share comes out even", () => {
  const rule = { requests: 10, windowMs: 10 };
  let count: WindowCount | undefined;
  for (let hit = 0; hit < 10; hit++) count = hitWindow(count, rule, 1000).count;

  expect(hitWindow(count, rule, 1019).decision.remaining).toBe(8);
});

test("does not count a refused hit", () => {
  const rule = { requests: 1, windowMs: 1000 };
  const { count } = hitWindow(undefined, rule, 5000);

  const refused = hitWindow(count, rule, 5001);

  expect(refused.decision).toMatchObject({ isAllowed: false, remaining: 0 });
  expect(refused.count).toEqual(count);
});

test("forgets a bucket after two windows", () => {
  const rule = { requests: 1, windowMs: 1000 };
  const { count } = hitWindow(undefined, rule, 5999);

  expect(hitWindow(count, rule, 7000).decision).toMatchObject({ isAllowed: true, remaining: 0 });
});

type Hit = {
  now: number;
  isAllowed: boolean;
  remaining: number;
  resetMs: number;
  count: WindowCount;
};

function run(rule: Rule, gaps: readonly number[]): Hit[] {
  const hits: Hit[] = [];
  let before: WindowCount | undefined;
  let now = 1_000_000;
  for (const gap of gaps) {
    now += gap;
    const { count, decision } = hitWindow(before, rule, now);
    hits.push({ now, ...decision, count });
    before = count;
  }
  return hits;
}

/** The previous window's hits by the share that is still covered, and all of the current one's. */
function slowCount(admitted: readonly number[], { windowMs }: Rule, now: number): number {
  const start = now - (now % windowMs);
  const current = admitted.filter((at) => at >= start).length;
  const previous = admitted.filter((at) => at >= start - windowMs && at < start).length;
  return Math.floor((previous * (windowMs - (now - start))) / windowMs) + current;
}
