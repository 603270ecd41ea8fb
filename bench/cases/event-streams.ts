import { join } from "node:path";
import { runLoad } from "../processes.ts";
import { PATHS } from "../workload.ts";
import { type Case, noObstacle } from "./case.ts";
import { warmUp } from "./warm-up.ts";

const PROGRAM = join(import.meta.dirname, "../load/event-streams.ts");
const STREAMS = 1000;
const OPEN_SECONDS = 4;

export const eventStreams: Case = {
  name: "event-streams",
  title: `Memory per event stream, ${STREAMS} open, an event a second each`,
  columns: ["kbPerStream"],
  compared: "kbPerStream",
  wantsFreshServer: true,
  obstacle: noObstacle,
  async measure(subject) {
    await warmUp(subject);
    const { authorization, server } = subject;
    const output = await runLoad([
      ...[process.execPath, PROGRAM, server.url + PATHS.events],
      ...[STREAMS, server.pid, OPEN_SECONDS].map(String),
      authorization,
    ]);
    const { bytesPerStream, ended, silent } = JSON.parse(output);
    if (ended + silent > 0) throw new Error(`${ended} streams ended, ${silent} fell silent`);
    return { kbPerStream: bytesPerStream / 1000 };
  },
};
