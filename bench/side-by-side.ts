import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CaseName } from "./cases/names.ts";
import { startLineup } from "./lineup.ts";
import { assertUsable, describeMachine, versionOf } from "./machine.ts";
import { verdicts } from "./must-reach.ts";
import type { Options } from "./options.ts";
import { hasUncommittedChanges, type Measured, type Results, writeResults } from "./results.ts";
import { runCase } from "./rounds.ts";
import { caseTable, verdictTable } from "./table.ts";
import { authorization } from "./token.ts";
import { startUpstreams } from "./upstreams/start.ts";

/** Measures all cases, prints the tables and writes the results' file. */
export async function runSideBySide(options: Options): Promise<void> {
  assertUsable();
  const directory = mkdtempSync(join(tmpdir(), "gateway-bench-"));
  // nginx's worker, which is nobody, reads files in it.
  chmodSync(directory, 0o755);
  const upstreams = await startUpstreams(directory);
  try {
    const results = await measureAll(options, directory, upstreams);
    report(options, results, upstreams.kind);
  } finally {
    await upstreams.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureAll(
  options: Options,
  directory: string,
  upstreams: Awaited<ReturnType<typeof startUpstreams>>,
): Promise<Results> {
  const token = await authorization();
  const lineup = await startLineup(options.peers, { directory, upstreams, authorization: token });
  const warm = new Set<string>();
  const results = new Map<CaseName, Map<string, Measured>>();
  try {
    for (const benchCase of options.cases) {
      results.set(benchCase.name, await runCase(benchCase, lineup, token, options, warm));
    }
  } finally {
    await lineup.stop();
  }
  return results;
}

function report(options: Options, results: Results, upstreamKind: string): void {
  const { rounds, seconds } = options;
  for (const benchCase of options.cases) {
    const byPeer = results.get(benchCase.name) ?? new Map<string, Measured>();
    console.log(caseTable(benchCase, options.peers, byPeer));
  }
  const reached = verdicts(results);
  console.log(verdictTable(reached));
  const file = writeResults(
    {
      hasUncommittedChanges: hasUncommittedChanges(),
      date: new Date().toISOString(),
      machine: describeMachine(),
      versions: {
        nginx: versionOf("nginx"),
        caddy: versionOf("caddy"),
        haproxy: versionOf("haproxy"),
        wrk: versionOf("wrk"),
      },
      upstream: upstreamKind,
      rounds,
      seconds,
      mustReach: reached,
    },
    results,
  );
  console.log(`\nMedians of ${rounds} rounds of ${seconds} s. Written to ${file}`);
}
