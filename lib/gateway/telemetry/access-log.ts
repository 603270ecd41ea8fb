import type { Logger } from "pino";
import type { Exchange } from "../exchange.ts";
import { accessJson } from "./access-json.ts";
import { accessLevel, accessLine } from "./access-line.ts";
import type { LogSink } from "./log-sink.ts";
import type { Observer } from "./record.ts";

type Options = {
  readonly log: Logger;
  /** Where `log` writes. */
  readonly sink: Pick<LogSink, "write">;
  /** Share of the lines about 2xx answers that are kept, 0 to 1. */
  readonly keptShare: number;
  /** In [0, 1). */
  readonly random?: () => number;
};

/** Writes one line for each answered request, but for 2xx answers that are sampled out. */
export function accessLog({ log, sink, keptShare, random = Math.random }: Options): Observer {
  const isWritten = {
    info: log.isLevelEnabled("info"),
    warn: log.isLevelEnabled("warn"),
    error: log.isLevelEnabled("error"),
  };
  return function accessLog(exchange, status, outcome, durationMs, now) {
    const level = accessLevel(exchange, status, outcome);
    if (!isWritten[level]) return;
    const isUneventful = level === "info" && status >= 200 && status < 300 && outcome.isComplete;
    if (isUneventful && keptShare < 1 && random() >= keptShare) return;
    const line = accessLine(exchange, status, outcome, durationMs);
    const why = causeOf(exchange);
    if (why === null) sink.write(accessJson(level, now, line));
    else log[level]({ ...line, ...why });
  };
}

// A stack (pino's `err`) is for bugs of ours; a failing service or client needs no more than a name.
function causeOf({ refusal }: Exchange): object | null {
  const cause = refusal?.cause;
  if (cause === undefined) return null;
  if (refusal?.reason === "internal") return { err: cause };
  if (!(cause instanceof Error)) return { cause };
  const root = cause.cause instanceof Error ? cause.cause : cause;
  const code = "code" in root ? root.code : undefined;
  return { cause: { type: root.name, message: root.message, code } };
}
