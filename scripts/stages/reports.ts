import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import type { Outcome } from "./stage.ts";

const vitestReport = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

const playwrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z.array(z.object({ error: z.object({ message: z.string() }).nullish() })),
    }),
  ),
});

const playwrightSuite = z.object({
  specs: z.array(playwrightSpec),
  get suites() {
    return z.array(playwrightSuite).optional();
  },
});

const playwrightReport = z.object({
  suites: z.array(playwrightSuite),
  stats: z.object({ expected: z.number() }),
  errors: z.array(z.object({ message: z.string().optional() })),
});

type PlaywrightSpec = z.infer<typeof playwrightSpec>;
type PlaywrightSuite = z.infer<typeof playwrightSuite>;

/** Reads a report of Vitest's json reporter. A file that failed outside its tests is one failure. */
export function readVitest(report: unknown): Outcome {
  const { numPassedTests, testResults } = vitestReport.parse(report);
  const failures = testResults
    .filter(({ status }) => status === "failed")
    .flatMap(({ name, message, assertionResults }) => {
      const file = relative("", name);
      const tests = assertionResults.filter(({ status }) => status === "failed");
      if (tests.length === 0) return [told(file, message)];
      return tests.map((test) => told(`${file} › ${test.fullName}`, test.failureMessages?.[0]));
    });
  return { passed: numPassedTests, failures };
}

/** Reads a report of Playwright's json reporter. A test that passed only on retry failed. */
export function readPlaywright(report: unknown): Outcome {
  const { suites, stats, errors } = playwrightReport.parse(report);
  const failures = suites.flatMap(specsOf).flatMap(({ title, file, line, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ results }) => {
        const error = results.find((result) => result.error)?.error;
        return told(`${file}:${line} › ${title}`, error?.message);
      }),
  );
  const outside = errors.map(({ message }) => told("outside any test", message));
  return { passed: stats.expected, failures: [...failures, ...outside] };
}

/**
 * What a test stage comes to: a runner that failed for no reported reason is a failure, and so is
 * a stage in which no test ran, for it proves nothing.
 */
export function verdict(outcome: Outcome, exitCode: number): Outcome {
  if (outcome.failures.length > 0) return outcome;
  if (exitCode !== 0) return { ...outcome, failures: [`the runner ended with ${exitCode}`] };
  return outcome.passed > 0 ? outcome : { ...outcome, failures: ["no test ran"] };
}

function specsOf(suite: PlaywrightSuite): PlaywrightSpec[] {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
}

const messageLinesMax = 6;

/** A failure as it is listed below a run: the test, then the first lines of its message. */
function told(test: string, message = ""): string {
  const lines = stripVTControlCharacters(message)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return [test, ...lines.slice(0, messageLinesMax).map((line) => `  ${line}`)].join("\n");
}
