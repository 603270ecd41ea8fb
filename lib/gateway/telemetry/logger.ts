import { type Logger, pino } from "pino";
import type { LogSink } from "./log-sink.ts";

/** JSON lines with a level and a time, to a sink. `level` is the lowest that is written. */
export function createLogger(level: string, sink: Pick<LogSink, "write">): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters }, sink);
}

const formatters = { level: (label: string) => ({ level: label }) };
