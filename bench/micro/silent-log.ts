import { openSync } from "node:fs";
import type { Logger } from "pino";
import { LogSink } from "../../lib/gateway/telemetry/log-sink.ts";
import { createLogger } from "../../lib/gateway/telemetry/logger.ts";

/** Lines are composed and written as in production, to where nobody reads them. */
export function silentLog(): { log: Logger; sink: LogSink; keptShare: number } {
  const sink = new LogSink(openSync("/dev/null", "w"));
  return { log: createLogger("info", sink), sink, keptShare: 1 };
}
