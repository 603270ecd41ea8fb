import { expect, test } from "vitest";
import type { Reason } from "../errors/catalogue.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import { good } from "./contract/planned-tries.ts";
import { isRepeatable, isWorthRetrying, retryDelayMs, verdictOn } from "./retry.ts";

test.each([
  ["GET", false, true],
  ["HEAD", false, true],
  ["PUT", false, true],
  ["DELETE", false, true],
  ["POST", false, false],
  ["PATCH", false, false],
  ["PUT", true, false],
])("%s with a body (%s) may be sent again: %s", (method, hasBody, expected) => {
  expect(isRepeatable(method, hasBody)).toBe(expected);
});

test.each([
  ["upstream_down", true],
  ["upstream_broken", true],
  ["upstream_slow", false],
  ["client_gone", false],
  ["body_too_large", false],
] as const)("after %s another try is of use: %s", (reason, expected) => {
  expect(isWorthRetrying(new GatewayError(reason))).toBe(expected);
});

test.each([
  [502, true],
  [503, true],
  [504, true],
  [500, false],
  [429, false],
  [200, false],
])("after status %i another try is of use: %s", (status, expected) => {
  expect(isWorthRetrying({ ...good, status })).toBe(expected);
});

test.each<[Reason | number, string]>([
  ["upstream_down", "failed"],
  ["upstream_broken", "failed"],
  ["upstream_slow", "failed"],
  ["client_gone", "none"],
  ["body_too_large", "none"],
  ["framing_refused", "none"],
  [502, "failed"],
  [503, "failed"],
  [504, "failed"],
  [500, "good"],
  [429, "good"],
  [404, "good"],
  [200, "good"],
])("takes %s for %s of the upstream", (result, verdict) => {
  const of = typeof result === "number" ? { ...good, status: result } : new GatewayError(result);

  expect(verdictOn(of)).toBe(verdict);
});

test("spreads the tries of many callers over a time that doubles, up to a second", () => {
  expect([retryDelayMs(1, 0), retryDelayMs(1, 0.5), retryDelayMs(1, 0.999)]).toEqual([0, 25, 49]);
  expect([retryDelayMs(2, 0.999), retryDelayMs(3, 0.999), retryDelayMs(10, 0.999)]).toEqual([
    99, 199, 999,
  ]);
});
