import { expect, test } from "vitest";
import { runStages, type Stage, summary } from "./stage.ts";

const quietly = (stages: readonly Stage[]) => runStages(stages, () => {});

test("runs the stages behind a failed one and puts all reports together", async () => {
  const outcome = await quietly([
    { name: "first", run: async () => ({ passed: 1, failures: ["one", "two"] }) },
    { name: "second", run: async () => ({ passed: 3, failures: [] }) },
  ]);

  expect(outcome).toEqual({ passed: 4, failures: ["first: one", "first: two"] });
});

test("counts a stage that could not run at all as one failure, with its reason", async () => {
  const outcome = await quietly([
    { name: "absent", run: () => Promise.reject(new Error("no browser")) },
    { name: "next", run: async () => ({ passed: 1, failures: [] }) },
  ]);

  expect(outcome).toEqual({ passed: 1, failures: ["absent: no browser"] });
});

test("names every failure once more at the end, and closes with the counts", () => {
  const lines = summary({ passed: 4, failures: ["unit: a.test.ts › adds\n  not 3"] }).split("\n");

  expect(lines).toContain("FAILED unit: a.test.ts › adds");
  expect(lines).toContain("  not 3");
  expect(lines.at(-1)).toBe("4 passed, 1 failed");
});

test("says nothing but the counts when nothing failed", () => {
  expect(summary({ passed: 4, failures: [] })).toBe("\n4 passed, 0 failed");
});
