import { expect, test } from "vitest";
import { growthOf } from "./growth.ts";

const samples = (bytesAt: (second: number) => number) =>
  Array.from({ length: 100 }, (_, second) => ({ at: second, bytes: bytesAt(second) }));

test("finds no growth in a saw-tooth that always comes back down", () => {
  expect(growthOf(samples((second) => 100 + (second % 5) * 30))).toBeCloseTo(0);
});

test("finds the growth under a saw-tooth", () => {
  const growth = growthOf(samples((second) => 1000 + second + (second % 5) * 300));

  expect(growth).toBeCloseTo(95 / 1047.5, 3);
});

test("finds shrinking below zero", () => {
  expect(growthOf(samples((second) => 1000 - second))).toBeLessThan(0);
});
