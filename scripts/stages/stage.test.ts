import { expect, test } from "vitest";
import { runStages, type Stage } from "./stage.ts";

const quietly = (stages: readonly Stage[]) => runStages(stages, () => {});

test("runs the stages behind a failed one and adds up all counts", async () => {
  const counts = await quietly([
    { name: "first", run: async () => ({ passed: 1, failed: 2 }) },
    { name: "second", run: async () => ({ passed: 3, failed: 0 }) },
  ]);

  expect(counts).toEqual({ passed: 4, failed: 2 });
});

test("counts a stage that could not run at all as one failure", async () => {
  const counts = await quietly([
    { name: "absent", run: () => Promise.reject(new Error("no browser")) },
    { name: "next", run: async () => ({ passed: 1, failed: 0 }) },
  ]);

  expect(counts).toEqual({ passed: 1, failed: 1 });
});
