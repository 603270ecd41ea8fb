import { beforeEach, describe, expect, test } from "vitest";
import type { Limiter } from "./limiter.ts";

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
    });

    test("admits as many hits as the rule says, counting down, and refuses the next", async () => {
      const decisions = [];
      for (let hit = 0; hit < 6; hit++) decisions.push(await limiter.hit(bucket, rule, now + hit));

      expect(decisions.map(({ isAllowed }) => isAllowed)).toEqual([
        ...[true, true, true, true, true, false],
      ]);
      expect(decisions.map(({ remaining }) => remaining)).toEqual([4, 3, 2, 1, 0, 0]);
    });

    test("admits exactly the limit of hits that come at once", async () => {
      const hits = Array.from({ length: 40 }, () => limiter.hit(bucket, rule, now));

      const decisions = await Promise.all(hits);

      expect(decisions.filter(({ isAllowed }) => isAllowed)).toHaveLength(rule.requests);
    });

    test("keeps buckets apart", async () => {
      await exhaust(bucket);

      const other = await limiter.hit(`${bucket}-other`, rule, now);

      expect(other).toMatchObject({ isAllowed: true, remaining: 4 });
    });

    test("refuses until the moment that it names, and admits then", async () => {
      await exhaust(bucket);
      const { resetMs } = await limiter.hit(bucket, rule, now);

      const before = await limiter.hit(bucket, rule, now + resetMs - 2);
      const then = await limiter.hit(bucket, rule, now + resetMs);

      expect([before.isAllowed, then.isAllowed]).toEqual([false, true]);
    });

    test("does not count refused hits", async () => {
      await exhaust(bucket);
      for (let hit = 0; hit < 20; hit++) await limiter.hit(bucket, rule, now);

      const { isAllowed } = await limiter.hit(bucket, rule, now + 2 * rule.windowMs);
      const { remaining } = await limiter.hit(bucket, rule, now + 2 * rule.windowMs);

      expect([isAllowed, remaining]).toEqual([true, 3]);
    });

    test("carries the hits of the last window over in part", async () => {
      await exhaust(bucket);

      const half = await limiter.hit(bucket, rule, now + 1.5 * rule.windowMs);

      expect(half).toMatchObject({ isAllowed: true, remaining: 2 });
    });

    test("names a moment in the future, within two windows", async () => {
      const allowed = await limiter.hit(bucket, rule, now);
      await exhaust(bucket);
      const refused = await limiter.hit(bucket, rule, now);

      for (const { resetMs } of [allowed, refused]) {
        expect(resetMs).toBeGreaterThan(0);
        expect(resetMs).toBeLessThanOrEqual(2 * rule.windowMs);
      }
    });

    test("takes any text for a bucket", async () => {
      const odd = `${bucket}\n\u0000{}%*é: \u{1f511}`;

      await limiter.hit(odd, rule, now);

      expect(await limiter.hit(odd, rule, now)).toMatchObject({ remaining: 3 });
    });

    async function exhaust(name: string): Promise<void> {
      for (let hit = 0; hit < rule.requests; hit++) await limiter.hit(name, rule, now);
    }
  });
}
