import { expect, test } from "vitest";
import { SightingRing } from "./sighting-ring.ts";

const NOW = 1_700_000_000_000;

function takenOf(ring: SightingRing, count: number, isGood: boolean, now: number): number {
  let taken = 0;
  for (let index = 0; index < count; index += 1) if (ring.takes(isGood, now)) taken += 1;
  return taken;
}

test("takes good answers up to a hundred at once, and a hundred a second after that", () => {
  const ring = new SightingRing(500);

  const atOnce = takenOf(ring, 150, true, NOW);
  const soon = takenOf(ring, 150, true, NOW + 250);
  const muchLater = takenOf(ring, 150, true, NOW + 60_000);

  expect([atOnce, soon, muchLater]).toEqual([100, 25, 100]);
  expect(ring.passedOver).toBe(50 + 125 + 50);
});

test("takes whatever was refused or failed, however much came before it", () => {
  const ring = new SightingRing(500);
  takenOf(ring, 1000, true, NOW);

  expect(takenOf(ring, 300, false, NOW)).toBe(300);
  expect(ring.passedOver).toBe(900);
});

test("gains no room from a clock that goes back", () => {
  const ring = new SightingRing(500);
  takenOf(ring, 100, true, NOW);

  expect(takenOf(ring, 10, true, NOW - 5000)).toBe(0);
});
