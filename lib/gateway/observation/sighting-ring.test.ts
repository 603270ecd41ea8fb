import { expect, test } from "vitest";
import { SightingRing } from "./sighting-ring.ts";

const NOW = 1_700_000_000_000;

function takenOf(ring: SightingRing, count: number, kind: string, now: number): number {
  let taken = 0;
  for (let index = 0; index < count; index += 1) if (ring.takes(kind, now)) taken += 1;
  return taken;
}

test("takes answers of one kind up to a hundred at once, and a hundred a second after that", () => {
  const ring = new SightingRing(500);

  const atOnce = takenOf(ring, 150, "2xx", NOW);
  const soon = takenOf(ring, 150, "2xx", NOW + 250);
  const muchLater = takenOf(ring, 150, "2xx", NOW + 60_000);

  expect([atOnce, soon, muchLater]).toEqual([100, 25, 100]);
  expect(ring.passedOver).toBe(50 + 125 + 50);
});

test("takes answers of each kind, however many of another came before", () => {
  const ring = new SightingRing(500);
  takenOf(ring, 1000, "2xx", NOW);
  takenOf(ring, 1000, "token_missing", NOW);

  expect(takenOf(ring, 60, "rate_limited", NOW)).toBe(60);
  expect(ring.passedOver).toBe(1800);
});

test("gains no room from a clock that goes back", () => {
  const ring = new SightingRing(500);
  takenOf(ring, 100, "2xx", NOW);

  expect(takenOf(ring, 10, "2xx", NOW - 5000)).toBe(0);
});
