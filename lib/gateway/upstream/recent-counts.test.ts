import fc from "fast-check";
import { expect, test } from "vitest";
import { RecentCounts } from "./recent-counts.ts";

type Event = { readonly afterMs: number; readonly isMark: boolean };

const events = fc.array(
  fc.record<Event>({ afterMs: fc.integer({ min: 0, max: 30_000 }), isMark: fc.boolean() }),
);

test("counts what a list of all events would, by whole seconds", () => {
  fc.assert(
    fc.property(events, (events) => {
      const counts = new RecentCounts();
      const seen: { second: number; isMark: boolean }[] = [];
      let now = 1_000_000;

      for (const { afterMs, isMark } of events) {
        now += afterMs;
        const second = Math.floor(now / 1000);
        seen.push({ second, isMark });
        if (isMark) counts.mark(now);
        else counts.add(now);
        const recent = seen.filter((event) => event.second > second - 10);

        expect(counts.all).toBe(recent.filter((event) => !event.isMark).length);
        expect(counts.marked).toBe(recent.filter((event) => event.isMark).length);
      }
    }),
  );
});

test("forgets without an event, and when it is told to", () => {
  const counts = new RecentCounts();

  counts.add(5000);
  counts.forget(14_999);
  const before = counts.all;
  counts.forget(15_000);
  const after = counts.all;
  counts.mark(15_000);
  counts.clear();

  expect([before, after, counts.marked]).toEqual([1, 0, 0]);
});
