/** How many tests of a stage passed, and each test or check that failed, with what it said. */
export type Outcome = Readonly<{ passed: number; failures: readonly string[] }>;

/** One part of the test run. `run` never rejects for a failing test: it reports it. */
export type Stage = Readonly<{ name: string; run: () => Promise<Outcome> }>;

/** Runs every stage in order, also behind a failed one, and puts together what they reported. */
export async function runStages(
  stages: readonly Stage[],
  say: (line: string) => void = console.log,
): Promise<Outcome> {
  let passed = 0;
  const failures: string[] = [];
  for (const { name, run } of stages) {
    say(`\n== ${name}`);
    const outcome = await run().catch((error: unknown) => ({
      passed: 0,
      failures: [error instanceof Error ? error.message : String(error)],
    }));
    passed += outcome.passed;
    failures.push(...outcome.failures.map((failure) => `${name}: ${failure}`));
  }
  return { passed, failures };
}

/** The last lines of a run: every failure once more, because a log may be read from its end. */
export function summary({ passed, failures }: Outcome): string {
  const listed = failures.map((failure) => `\nFAILED ${failure}\n`).join("");
  return `${listed}\n${passed} passed, ${failures.length} failed`;
}
