import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { createStoreHealth } from "./health.ts";

const BUDGET_MS = 50;

function health() {
  const created = createStoreHealth({
    probe: () => Promise.resolve(),
    budgetMs: BUDGET_MS,
    log: { info() {}, warn() {} },
  });
  onTestFinished(() => created.close());
  return created;
}

function standStill(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

async function answerAfterTurns(turns: number): Promise<string> {
  for (let turn = 0; turn < turns; turn += 1) await turnOfTheLoop();
  return "store";
}

test("takes no store to be gone because this process stood still", async () => {
  const { counters, guard } = health();

  const decision = guard(
    () => answerAfterTurns(5),
    () => "process",
  );
  standStill(BUDGET_MS * 4);

  expect(await decision).toBe("store");
  expect(counters).toEqual({ fallbacks: 0, outages: 0 });
});

test("takes a store that does not answer to be gone once the budget has passed", async () => {
  const { counters, guard } = health();
  const startedAt = performance.now();

  const decision = await guard(
    () => new Promise<string>(() => {}),
    () => "process",
  );

  expect(decision).toBe("process");
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(BUDGET_MS - 5);
  expect(counters).toEqual({ fallbacks: 1, outages: 1 });
});
