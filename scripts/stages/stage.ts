/** How many tests of a stage passed and failed; a fault outside any test counts as one failure. */
export type Counts = Readonly<{ passed: number; failed: number }>;

/** One part of the test run. `run` never rejects for a failing test: it counts it. */
export type Stage = Readonly<{ name: string; run: () => Promise<Counts> }>;

/** Runs every stage in order, also behind a failed one, and adds up what they counted. */
export async function runStages(
  stages: readonly Stage[],
  say: (line: string) => void = console.log,
): Promise<Counts> {
  let passed = 0;
  let failed = 0;
  for (const { name, run } of stages) {
    say(`\n== ${name}`);
    const counts = await run().catch((error: unknown) => {
      say(error instanceof Error ? error.message : String(error));
      return { passed: 0, failed: 1 };
    });
    passed += counts.passed;
    failed += counts.failed;
    if (counts.failed > 0) say(`== ${name}: ${counts.failed} failed`);
  }
  return { passed, failed };
}
