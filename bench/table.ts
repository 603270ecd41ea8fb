import type { Case, FigureName, Figures } from "./cases/case.ts";
import type { Verdict } from "./must-reach.ts";
import type { Peer } from "./peers/peer.ts";
import type { Measured } from "./results.ts";

const HEADINGS: Readonly<Record<FigureName, readonly [string, number]>> = {
  requestsPerSecond: ["requests/s", 0],
  mbPerSecond: ["MB/s", 0],
  p50Ms: ["p50 ms", 2],
  p99Ms: ["p99 ms", 2],
  cpuUsPerRequest: ["CPU us/req", 1],
  cpuBusy: ["core busy", 2],
  residentMb: ["RSS MB", 0],
  growthMb: ["growth MB", 1],
  kbPerStream: ["KB/stream", 1],
};
const REFERENCES = [
  ["gateway-direct", "direct : it"],
  ["gateway-route", "route : it"],
] as const;

/** A case's figures, a line per peer, with the gateway's ratio to each. */
export function caseTable(
  { title, columns, compared }: Case,
  peers: readonly Peer[],
  byPeer: ReadonlyMap<string, Measured>,
): string {
  const shown = peers.filter(({ name }) => byPeer.has(name));
  const headings = columns.map((column) => HEADINGS[column][0]);
  const rows = shown.map(({ name, title }) => {
    const { medians, omitted } = byPeer.get(name) ?? { medians: {}, omitted: "" };
    if (omitted !== null) return [title, `left out: ${omitted.split("\n", 1)[0]}`];
    const ratios = REFERENCES.map(([reference]) => {
      const own = byPeer.get(reference)?.medians[compared];
      const its = medians[compared];
      return own === undefined || its === undefined ? "-" : ratio(own, its);
    });
    return [title, ...columns.map((column) => cell(medians, column)), ...ratios];
  });
  const ratioHeadings = REFERENCES.map(([, heading]) => heading);
  return `\n${title}\n${aligned([["", ...headings, ...ratioHeadings], ...rows])}`;
}

/** What must be reached, and whether it was. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ title, demand, value, byCpuTime, isReached }) => [
    title,
    demand,
    value?.toFixed(2) ?? "-",
    byCpuTime?.toFixed(2) ?? "-",
    isReached === null ? "not measured" : isReached ? "pass" : "FAIL",
  ]);
  return `\nMust reach\n${aligned([["", "demand", "measured", "by CPU time", ""], ...rows])}`;
}

// What hardly grew at all is no measure for anything.
function ratio(own: number, its: number): string {
  return own / its < 1000 ? (own / its).toFixed(2) : "-";
}

function cell(figures: Figures, column: FigureName): string {
  return figures[column]?.toFixed(HEADINGS[column][1]) ?? "-";
}

// The first column to the left, figures to the right; a remark may run past its column.
function aligned(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    const isRemark = row.length === 2;
    for (const [index, text] of row.entries()) {
      if (!(isRemark && index === 1)) widths[index] = Math.max(widths[index] ?? 0, text.length);
    }
  }
  return rows
    .map((row) =>
      row
        .map((text, index) =>
          index === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[index] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
