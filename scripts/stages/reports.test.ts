import { expect, test } from "vitest";
import { countPlaywright, countVitest, verdict } from "./reports.ts";

const passedFile = { status: "passed", assertionResults: [{ status: "passed" }] };
const failedFile = { status: "failed", assertionResults: [{ status: "failed" }] };
const brokenFile = { status: "failed", assertionResults: [] };

test("adds up Vitest's tests", () => {
  const report = {
    numPassedTests: 7,
    numFailedTests: 2,
    testResults: [passedFile, failedFile],
  };

  expect(countVitest(report)).toEqual({ passed: 7, failed: 2 });
});

test("counts a test file that could not be loaded as a failure", () => {
  const report = { numPassedTests: 7, numFailedTests: 0, testResults: [passedFile, brokenFile] };

  expect(countVitest(report)).toEqual({ passed: 7, failed: 1 });
});

test("counts a browser test that passed only on retry, and a fault outside tests, as failures", () => {
  const report = { stats: { expected: 5, unexpected: 1, flaky: 1 }, errors: [{}] };

  expect(countPlaywright(report)).toEqual({ passed: 5, failed: 3 });
});

test("refuses a report of another shape", () => {
  expect(() => countVitest({})).toThrow();
});

test.each([
  ["a runner that failed for no counted reason", { passed: 3, failed: 0 }, 1],
  ["a stage in which no test ran", { passed: 0, failed: 0 }, 0],
])("counts %s as one failure", (_, counts, exitCode) => {
  expect(verdict(counts, exitCode).failed).toBe(1);
});

test("does not count a failing test twice for the runner's exit code", () => {
  expect(verdict({ passed: 3, failed: 2 }, 1)).toEqual({ passed: 3, failed: 2 });
});
