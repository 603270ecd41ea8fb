import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readPlaywright, readVitest, verdict } from "./reports.ts";

const passedFile = {
  name: resolve("lib/a.test.ts"),
  status: "passed",
  message: "",
  assertionResults: [{ status: "passed", fullName: "adds", failureMessages: [] }],
};
const failedFile = {
  name: resolve("lib/b.test.ts"),
  status: "failed",
  message: "",
  assertionResults: [
    { status: "passed", fullName: "adds", failureMessages: [] },
    {
      status: "failed",
      fullName: "lasts",
      failureMessages: ["\u001b[31mexpected 3\u001b[39m\n\n  at b.ts:1"],
    },
  ],
};
const brokenFile = {
  name: resolve("lib/c.test.ts"),
  status: "failed",
  message: "no such module",
  assertionResults: [],
};

test("names the tests that failed in Vitest, with what they said", () => {
  const report = { numPassedTests: 7, testResults: [passedFile, failedFile] };

  expect(readVitest(report)).toEqual({
    passed: 7,
    failures: ["lib/b.test.ts › lasts\n  expected 3\n    at b.ts:1"],
  });
});

test("counts a test file that could not be loaded as a failure", () => {
  const report = { numPassedTests: 7, testResults: [passedFile, brokenFile] };

  expect(readVitest(report)).toEqual({ passed: 7, failures: ["lib/c.test.ts\n  no such module"] });
});

test("counts a browser test that passed only on retry, and a fault outside tests, as failures", () => {
  const spec = (title: string, status: string, results: unknown[]) => ({
    title,
    file: "signs.spec.ts",
    line: 3,
    tests: [{ status, results }],
  });
  const error = { message: "not visible" };
  const report = {
    stats: { expected: 5 },
    errors: [{ message: "no server" }],
    suites: [
      {
        specs: [spec("shows", "expected", [{}]), spec("signs in", "unexpected", [{ error }])],
        suites: [{ specs: [spec("signs out", "flaky", [{ error }, {}])] }],
      },
    ],
  };

  expect(readPlaywright(report)).toEqual({
    passed: 5,
    failures: [
      "signs.spec.ts:3 › signs in\n  not visible",
      "signs.spec.ts:3 › signs out\n  not visible",
      "outside any test\n  no server",
    ],
  });
});

test("gives no more than the first lines of a long message", () => {
  const message = Array.from({ length: 500 }, (_, line) => `line ${line}`).join("\n");
  const report = { numPassedTests: 1, testResults: [{ ...brokenFile, message }] };

  expect(readVitest(report).failures[0]?.split("\n")).toHaveLength(7);
});

test("refuses a report of another shape", () => {
  expect(() => readVitest({})).toThrow();
});

test.each([
  ["a runner that failed for no reported reason", { passed: 3, failures: [] }, 1],
  ["a stage in which no test ran", { passed: 0, failures: [] }, 0],
])("counts %s as one failure", (_, outcome, exitCode) => {
  expect(verdict(outcome, exitCode).failures).toHaveLength(1);
});

test("does not count a failing test twice for the runner's exit code", () => {
  const outcome = { passed: 3, failures: ["one", "two"] };

  expect(verdict(outcome, 1)).toEqual(outcome);
});
