import { join } from "node:path";
import { runLoad } from "../processes.ts";
import type { Load, LoadResult } from "./load.ts";

const PROGRAM = join(import.meta.dirname, "../node_modules/autocannon/autocannon.js");

/** By autocannon, where wrk cannot be had: slower itself, so fast servers are not saturated. */
export async function loadByAutocannon(load: Load): Promise<LoadResult> {
  const headers = load.authorization === "" ? [] : ["-H", `authorization=${load.authorization}`];
  const body = load.body === "" ? [] : ["-H", "content-type=application/json", "-b", load.body];
  const output = await runLoad([
    ...[process.execPath, PROGRAM, "--json", "--no-progress"],
    ...["-c", String(load.connections), "-d", String(load.seconds), "-m", load.method],
    ...headers,
    ...body,
    load.url,
  ]);
  const result = JSON.parse(output);
  return {
    requests: result.requests.total,
    seconds: result.duration,
    bytes: result.throughput.total,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    refused: result.non2xx,
    broken: result.errors + result.timeouts,
  };
}
