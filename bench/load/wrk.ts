import { join } from "node:path";
import { runLoad } from "../processes.ts";
import type { Load, LoadResult } from "./load.ts";

const SCRIPT = join(import.meta.dirname, "wrk.lua");

/** By wrk: one thread, since it has one core. */
export async function loadByWrk(load: Load): Promise<LoadResult> {
  const output = await runLoad(
    [
      ...["wrk", "-t1", `-c${load.connections}`, `-d${load.seconds}s`, "--timeout", "60s"],
      ...["-s", SCRIPT, load.url],
    ],
    {
      BENCH_METHOD: load.method,
      BENCH_BODY: load.body,
      BENCH_AUTHORIZATION: load.authorization,
    },
  );
  const line = /^RESULT (.*)$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk printed no result:\n${output}`);
  return JSON.parse(line);
}
