import { join } from "node:path";
import { cpuMs, residentBytes } from "../process-stat.ts";
import { runLoad } from "../processes.ts";
import { PATHS } from "../workload.ts";
import { type Case, noObstacle } from "./case.ts";

const PROGRAM = join(import.meta.dirname, "../load/fixed-rate.ts");
const REQUESTS_PER_SECOND = 2000;
const WARMUP_SECONDS = 1;

export const fixedRate: Case = {
  name: "fixed-rate",
  title: `Times at a fixed ${REQUESTS_PER_SECOND} requests/s (from when each was due)`,
  columns: ["p50Ms", "p99Ms", "cpuUsPerRequest", "residentMb"],
  compared: "p99Ms",
  wantsFreshServer: false,
  obstacle: noObstacle,
  async measure({ authorization, peer, seconds, server }) {
    const cpuBefore = cpuMs(server.pid);
    const output = await runLoad([
      ...[process.execPath, PROGRAM, server.url + (peer.path ?? PATHS.item)],
      ...[REQUESTS_PER_SECOND, seconds, WARMUP_SECONDS].map(String),
      authorization,
    ]);
    const { failed, open, p50Ms, p99Ms } = JSON.parse(output);
    if (failed + open > 0) throw new Error(`${failed} requests failed, ${open} without an answer`);
    const requests = REQUESTS_PER_SECOND * (seconds + WARMUP_SECONDS);
    return {
      p50Ms,
      p99Ms,
      cpuUsPerRequest: ((cpuMs(server.pid) - cpuBefore) * 1000) / requests,
      residentMb: residentBytes(server.pid) / 1e6,
    };
  },
};
