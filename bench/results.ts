import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FigureName, Figures } from "./cases/case.ts";
import type { CaseName } from "./cases/names.ts";

/** A peer in one case: every round, and their medians; or why there are none. */
export type Measured = {
  readonly rounds: readonly Figures[];
  readonly medians: Figures;
  readonly omitted: string | null;
};
export type Results = ReadonlyMap<CaseName, ReadonlyMap<string, Measured>>;

/** The median figures of some rounds. */
export function measured(rounds: readonly Figures[]): Measured {
  const names = Object.keys(rounds[0] ?? {}).filter(isFigureName);
  const medians = names.map((name) => [name, median(rounds.map((round) => round[name] ?? NaN))]);
  return { rounds, medians: Object.fromEntries(medians), omitted: null };
}

/** A peer that has no figures, and why. */
export function omitted(reason: string): Measured {
  return { rounds: [], medians: {}, omitted: reason };
}

/** A peer's median, or null when it was not measured. */
export function figure(
  results: Results,
  caseName: CaseName,
  peer: string,
  name: FigureName,
): number | null {
  return results.get(caseName)?.get(peer)?.medians[name] ?? null;
}

/** Writes `results/<commit>.json` and returns its path. */
export function writeResults(report: Readonly<Record<string, unknown>>, results: Results): string {
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${commit()}.json`);
  const cases = Object.fromEntries(
    [...results].map(([name, peers]) => [name, Object.fromEntries(peers)]),
  );
  const text = JSON.stringify({ commit: commit(), ...report, cases }, rounded, 2);
  writeFileSync(file, `${text}\n`);
  return file;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

function isFigureName(name: string): name is FigureName {
  return name !== "";
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(6)) : value;
}

function commit(): string {
  try {
    return git("rev-parse", "--short=12", "HEAD");
  } catch {
    return "unknown";
  }
}

/** Whether the tree holds changes that the commit does not name. */
export function hasUncommittedChanges(): boolean {
  try {
    return git("status", "--porcelain", "--untracked-files=no") !== "";
  } catch {
    return true;
  }
}

function git(...parameters: readonly string[]): string {
  return execFileSync("git", parameters, {
    cwd: import.meta.dirname,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}
