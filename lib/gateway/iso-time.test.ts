import fc from "fast-check";
import { expect, test } from "vitest";
import { isoTime } from "./iso-time.ts";

const anyTime = fc.integer({ min: Date.UTC(0), max: Date.UTC(9999, 11, 31) });
const near = fc.integer({ min: 1_700_000_000_000, max: 1_700_000_003_000 });

test("says any time as Date does, whichever it said before", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyTime, near), { minLength: 2, maxLength: 20 }), (times) => {
      expect(times.map(isoTime)).toEqual(times.map((time) => new Date(time).toISOString()));
    }),
  );
});
