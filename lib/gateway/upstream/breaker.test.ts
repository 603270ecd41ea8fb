import fc from "fast-check";
import { expect, test } from "vitest";
import { Breaker } from "./breaker.ts";

const NOW = 100_000;

test("stays closed below 20 requests, however many fail", () => {
  const breaker = new Breaker();

  for (let request = 0; request < 19; request++) outcome(breaker, "failure", NOW);

  expect(breaker.state).toBe("closed");
});

test.each([
  [10, 10, "open"],
  [11, 9, "closed"],
  [0, 20, "open"],
])("after %i successes and %i failures it is %s", (successes, failures, state) => {
  const breaker = new Breaker();

  for (let request = 0; request < successes; request++) outcome(breaker, "success", NOW);
  for (let request = 0; request < failures; request++) outcome(breaker, "failure", NOW);

  expect(breaker.state).toBe(state);
});

test("forgets failures after ten seconds", () => {
  const breaker = new Breaker();

  for (let request = 0; request < 19; request++) outcome(breaker, "failure", NOW);
  outcome(breaker, "failure", NOW + 10_000);

  expect(breaker.state).toBe("closed");
});

test("lets nothing pass for five seconds after it opened, and says how long that still is", () => {
  const breaker = opened(NOW);

  expect([breaker.admit(NOW), breaker.admit(NOW + 4999)]).toEqual([null, null]);
  expect([breaker.waitMs(NOW), breaker.waitMs(NOW + 4999)]).toEqual([5000, 1]);
  expect(breaker.state).toBe("open");
});

test("lets one request a second pass when it is half open", () => {
  const breaker = opened(NOW);

  const passed = [5000, 5001, 5999, 6000, 6001].map((after) => breaker.admit(NOW + after) !== null);

  expect(passed).toEqual([true, false, false, true, false]);
  expect(breaker.state).toBe("half_open");
  expect(breaker.waitMs(NOW + 6500)).toBe(500);
});

test("closes after a probe that succeeded, and starts counting anew", () => {
  const breaker = opened(NOW);

  outcome(breaker, "success", NOW + 5000);
  const state = breaker.state;
  for (let request = 0; request < 19; request++) outcome(breaker, "failure", NOW + 5001);

  expect([state, breaker.state, breaker.waitMs(NOW + 5001)]).toEqual(["closed", "closed", 0]);
});

test("opens again after a probe that failed, for another five seconds", () => {
  const breaker = opened(NOW);

  outcome(breaker, "failure", NOW + 5000);

  expect(breaker.state).toBe("open");
  expect([breaker.admit(NOW + 9999), breaker.admit(NOW + 10_000)]).toEqual([
    null,
    expect.any(Number),
  ]);
});

test("takes no notice of requests that were let in before it opened", () => {
  const breaker = new Breaker();
  const stragglers = [breaker.admit(NOW), breaker.admit(NOW)];
  for (let request = 0; request < 20; request++) outcome(breaker, "failure", NOW);
  breaker.admit(NOW + 5000);

  for (const era of stragglers) breaker.record(era ?? -1, false, NOW + 5001);

  expect(breaker.state).toBe("half_open");
});

test("is not blocked by probes that never have an outcome", () => {
  const breaker = opened(NOW);

  for (let second = 5; second < 60; second++) breaker.admit(NOW + second * 1000);
  outcome(breaker, "success", NOW + 60_000);

  expect(breaker.state).toBe("closed");
});

test("never lets more than one request a second pass, nor shuts for ever, while it is not closed", () => {
  const steps = fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 3000 }),
      outcome: fc.constantFrom("success" as const, "failure" as const, null),
    }),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(steps, (steps) => {
      const breaker = opened(NOW);
      let now = NOW;
      let lastPassed = 0;
      for (const step of steps) {
        now += step.afterMs;
        const wasClosed = breaker.state === "closed";
        const era = breaker.admit(now);
        if (era !== null && !wasClosed) {
          expect(now - lastPassed).toBeGreaterThanOrEqual(1000);
          lastPassed = now;
        }
        if (era !== null && step.outcome !== null)
          breaker.record(era, step.outcome === "failure", now);
      }

      expect(breaker.admit(now + 5000)).not.toBeNull();
    }),
  );
});

function outcome(breaker: Breaker, outcome: "success" | "failure", now: number): void {
  const era = breaker.admit(now);
  if (era !== null) breaker.record(era, outcome === "failure", now);
}

function opened(now: number): Breaker {
  const breaker = new Breaker();
  for (let request = 0; request < 20; request++) outcome(breaker, "failure", now);
  return breaker;
}
