import { expect, test } from "vitest";
import { answered, evidence, OUTER, routeOf } from "#tests/support/sample-evidence.ts";
import { decisionOf } from "./decision.ts";

test("gives each stage the time until the next one, and the service the time of its calls", () => {
  const { verdicts } = decisionOf(answered({}));

  expect(verdicts.slice(0, 2).map(({ ms }) => ms)).toEqual([1, 1]);
  expect(verdicts.flatMap(({ stage, ms }) => (ms === null ? [] : stage))).toEqual([
    ...OUTER,
    ...["authenticate", "rate_limit", "body_limit", "forward"],
  ]);
  expect(verdicts.at(-1)?.ms).toBe(12.345);
});

test("counts the service's time once where the cache asked it", () => {
  const decision = decisionOf(
    answered(
      {
        cacheStatus: "eloquent-gateway; fwd=uri-miss",
        route: routeOf({ cache_ttl: "60s" }),
        upstream: { origin: "widgets:80", attempts: 1, durationMs: 5, tries: [] },
      },
      "cache",
    ),
  );

  const times = decision.verdicts.map(({ ms, stage }) => [stage, ms]);
  // Entered at 108 of a reply at 118.
  expect(times).toContainEqual(["cache", 5]);
  expect(times).toContainEqual(["forward", 5]);
});

test("counts a stage's time to the answer's decision, not to the last byte", () => {
  const { verdicts } = decisionOf(
    evidence({ durationMs: 900, names: ["access_log", "request_id"] }),
  );

  expect(verdicts.slice(0, 2).map(({ ms }) => ms)).toEqual([1, 17]);
});
