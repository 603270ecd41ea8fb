import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Decision, Limiter } from "./limiter.ts";

const rule = { requests: 5, windowMs: 60_000 };

/**
 * What every Limiter promises. `create` gives a limiter and may share its store with the others it
 * gives; buckets are the test's own.
 */
export function limiterContract(name: string, create: () => Limiter | Promise<Limiter>): void {
  describe(name, () => {
    let limiter: Limiter;
    let bucket: string;
    // The start of a window, so that no test crosses into the next one unasked.
    let now: number;

    beforeEach(async () => {
      limiter = await create();
      bucket = `test-${crypto.randomUUID()}`;
      now = Math.ceil(Date.now() / rule.windowMs) * rule.windowMs;
      vi.useFakeTimers({ toFake: ["Date"] });
    });

    afterEach(() => {
      vi.useRealTimers();
    });

    // Some limiters are told the time, some read the clock: both say the same.
    async function hit(name: string, at: number): Promise<Decision> {
      vi.setSystemTime(at);
      return limiter.hit(name, rule, at);
    }

    test("admits as many hits as the rule says, counting down, and refuses the next", async () => {
      const decisions = [];
      for (let index = 0; index < 6; index++) decisions.push(await hit(bucket, now + index));

      expect(decisions.map(({ isAllowed }) => isAllowed)).toEqual([
        ...[true, true, true, true, true, false],
      ]);
      expect(decisions.map(({ remaining }) => remaining)).toEqual([4, 3, 2, 1, 0, 0]);
    });

    test("admits exactly the limit of hits that come at once", async () => {
      const hits = Array.from({ length: 40 }, () => hit(bucket, now));

      const decisions = await Promise.all(hits);

      expect(decisions.filter(({ isAllowed }) => isAllowed)).toHaveLength(rule.requests);
    });

    test("keeps buckets apart", async () => {
      await exhaust(bucket);

      const other = await hit(`${bucket}-other`, now);

      expect(other).toMatchObject({ isAllowed: true, remaining: 4 });
    });

    test("refuses until the moment that it names, and admits then", async () => {
      await exhaust(bucket);
      const { resetMs } = await hit(bucket, now);

      const before = await hit(bucket, now + resetMs - 2);
      const then = await hit(bucket, now + resetMs);

      expect([before.isAllowed, then.isAllowed]).toEqual([false, true]);
    });

    test("does not count refused hits", async () => {
      await exhaust(bucket);
      for (let index = 0; index < 20; index++) await hit(bucket, now);

      const { isAllowed } = await hit(bucket, now + 2 * rule.windowMs);
      const { remaining } = await hit(bucket, now + 2 * rule.windowMs);

      expect([isAllowed, remaining]).toEqual([true, 3]);
    });

    test("carries the hits of the last window over in part", async () => {
      await exhaust(bucket);

      const half = await hit(bucket, now + 1.5 * rule.windowMs);

      expect(half).toMatchObject({ isAllowed: true, remaining: 2 });
    });

    test("names a moment in the future, within two windows", async () => {
      const allowed = await hit(bucket, now);
      await exhaust(bucket);
      const refused = await hit(bucket, now);

      for (const { resetMs } of [allowed, refused]) {
        expect(resetMs).toBeGreaterThan(0);
        expect(resetMs).toBeLessThanOrEqual(2 * rule.windowMs);
      }
    });

    test("takes any text for a bucket", async () => {
      const odd = `${bucket}\n\u0000{}%*é: \u{1f511}`;

      await hit(odd, now);

      expect(await hit(odd, now)).toMatchObject({ remaining: 3 });
    });

    async function exhaust(name: string): Promise<void> {
      for (let index = 0; index < rule.requests; index++) await hit(name, now);
    }
  });
}
