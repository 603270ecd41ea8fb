import type { Sample } from "./growth.ts";
import type { Load, Tally } from "./load.ts";

/** What a soak run has found. */
export type Findings = {
  readonly capacity: Load & { readonly rate: number };
  readonly load: Load;
  /** Growth of live memory as a share of its mean. */
  readonly growth: number;
  readonly memory: readonly Sample[];
  /** Resident memory at the beginning and at the end, in bytes. */
  readonly resident: readonly [number, number];
  readonly socketsBefore: number;
  readonly socketsAfter: number;
  /** Requests and calls that the gateway still holds for unfinished. */
  readonly inFlightAfter: number;
};

const GROWTH_MAX = 0.05;
const MB = 1024 ** 2;

/** The findings for people, and whether they are good. */
export function report(findings: Findings): { readonly text: string; readonly isGood: boolean } {
  const { capacity, growth, inFlightAfter, load, memory, socketsAfter, socketsBefore } = findings;
  const complaints = [...capacity.complaints, ...load.complaints];
  const checks = [
    line(unexpected(findings) === 0, `unexpected answers: ${unexpected(findings)}`),
    line(
      load.unsent === 0,
      `requests that could not be sent in time: ${load.unsent} (more than none: this machine did ` +
        "something else meanwhile)",
    ),
    line(
      growth <= GROWTH_MAX,
      `live memory: ${megabytes(memory.at(0)?.bytes)} MB to ${megabytes(memory.at(-1)?.bytes)} MB, growth ` +
        `${(growth * 100).toFixed(1)}% of the mean after settling (at most ${GROWTH_MAX * 100}%); ` +
        `resident ${findings.resident.map(megabytes).join(" MB to ")} MB`,
    ),
    line(
      socketsAfter <= socketsBefore,
      `open sockets: ${socketsBefore} before, ${socketsAfter} after`,
    ),
    line(inFlightAfter === 0, `requests that the gateway still counts: ${inFlightAfter}`),
  ];
  const rows = [...load.tallies].map(([name, tally]) => row(name, tally));
  const isGood = checks.every(({ isGood }) => isGood);
  return {
    isGood,
    text: [
      "",
      `${"".padEnd(20)}${["requests", "p50 ms", "p99 ms", "p99, calm", "unexpected"].map(cell).join("")}`,
      ...rows,
      row("all", sumOf(load)),
      "",
      ...checks.map(({ text }) => text),
      ...complaints.map((complaint) => `  ${complaint}`),
    ].join("\n"),
  };
}

function line(isGood: boolean, text: string) {
  return { isGood, text: `${isGood ? "good" : "BAD "}  ${text}` };
}

type Row = Pick<Tally, "sent" | "unexpected"> & Partial<Tally>;

function row(name: string, { calmTimes, sent, times, unexpected }: Row): string {
  const figures = [
    sent,
    quantile(times, 0.5),
    quantile(times, 0.99),
    quantile(calmTimes, 0.99),
    unexpected,
  ];
  return name.padEnd(20) + figures.map(cell).join("");
}

function quantile(times: Tally["times"] | undefined, share: number): string {
  return times === undefined || times.count === 0 ? "-" : times.quantile(share).toFixed(1);
}

function cell(value: string | number): string {
  return String(value).padStart(12);
}

function sumOf({ tallies }: Load): Row {
  const all = [...tallies.values()];
  return {
    sent: all.reduce((sum, { sent }) => sum + sent, 0),
    unexpected: all.reduce((sum, { unexpected }) => sum + unexpected, 0),
  };
}

function unexpected({ capacity, load }: Findings): number {
  return sumOf(capacity).unexpected + sumOf(load).unexpected;
}

function megabytes(bytes: number = Number.NaN): string {
  return (bytes / MB).toFixed(0);
}
