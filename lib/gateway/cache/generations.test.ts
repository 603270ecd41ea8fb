import { expect, test } from "vitest";
import { Generations } from "./generations.ts";

test("outdates what was made before a write to one of its tags, and nothing else", () => {
  const generations = new Generations();
  const before = generations.latest;

  generations.advance(["b"]);

  expect(generations.isCurrent(["a", "b"], before)).toBe(false);
  expect(generations.isCurrent(["a"], before)).toBe(true);
  expect(generations.isCurrent(["b"], generations.latest)).toBe(true);
});

test("forgets the oldest writes, and then takes what was made before them for outdated", () => {
  const generations = new Generations(2);
  const before = generations.latest;
  generations.advance(["a"]);
  const between = generations.latest;

  generations.advance(["b", "c"]);

  expect(generations.isCurrent(["a"], before)).toBe(false);
  expect(generations.isCurrent(["other"], before)).toBe(false);
  expect(generations.isCurrent(["other"], between)).toBe(true);
  expect(generations.isCurrent(["b"], between)).toBe(false);
});
