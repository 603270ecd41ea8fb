import { bench, run } from "mitata";
import { authorization } from "../token.ts";
import { deciding } from "./deciding.ts";
import { pipelines } from "./pipelines.ts";
import { browserHeaders } from "./samples.ts";
import { stages } from "./stages.ts";

/** Prints what each stage and each pure decision costs a request. */
export async function runMicro(): Promise<void> {
  const headers = browserHeaders(await authorization());
  const groups = {
    "Stages, each before a `next` that has answered": await stages(headers),
    "What they ask": await deciding(headers),
    "Everything but sockets and upstream": pipelines(headers),
  };
  for (const tasks of Object.values(groups)) {
    for (const [name, task] of Object.entries(tasks)) bench(name, task);
  }
  const { benchmarks } = await run({ format: "quiet" });
  const lines = new Map(
    benchmarks.map(({ alias, runs }) => [alias, lineFor(alias, runs[0]?.stats)]),
  );
  for (const [title, tasks] of Object.entries(groups)) {
    console.log(`\n${title.padEnd(50)}  median us     p99 us  bytes made`);
    for (const name of Object.keys(tasks)) console.log(lines.get(name));
  }
}

type Stats = { readonly p50: number; readonly p99: number; readonly heap?: { avg: number } };

function lineFor(name: string, stats: Stats | undefined): string {
  if (stats === undefined) return `${name.padEnd(50)}  failed`;
  const us = [stats.p50, stats.p99].map((ns) => (ns / 1000).toFixed(3).padStart(9));
  const bytes = stats.heap?.avg.toFixed(0) ?? "-";
  return `${name.padEnd(50)}  ${us.join("  ")}  ${bytes.padStart(10)}`;
}
