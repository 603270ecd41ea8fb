import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import type { RootSampler } from "../trace-context.ts";
import { accessLog } from "./access-log.ts";
import { LogSink } from "./log-sink.ts";
import { createLogger } from "./logger.ts";
import { RequestCounts } from "./metrics/request-counts.ts";
import { type Observer, recordAnswers } from "./record.ts";
import { openTracer } from "./traces/tracer.ts";

const STANDARD_OUTPUT = 1;
// Nobody may keep a process from ending by not listening.
const FLUSH_MS_MAX = 3000;

type Options = {
  readonly logLevel: string;
  /** Share of the access lines about 2xx answers that are kept, 0 to 1. */
  readonly logSample2xx: number;
  /** Whether requests are counted. */
  readonly hasMetrics: boolean;
  /** Where spans go; null where none are made. */
  readonly tracing: Tracing | null;
  /** Who else is told of answered requests. */
  readonly observers: readonly Observer[];
};

type Tracing = {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly rootShare: number;
};

/** What a process tells of itself. */
export type Telemetry = {
  readonly log: Logger;
  /** Arranges for everything that is said of an answered request. */
  readonly record: (exchange: Exchange, reply: Reply) => void;
  readonly isSampled: RootSampler;
  /** Null where nothing is counted. */
  readonly requests: RequestCounts | null;
  /** Log lines lost since the start. */
  readonly linesDropped: () => number;
  /** Resolves when what was said so far has left this process, or after 3 s; for one that is about to end. */
  flush(): Promise<void>;
};

/** Logs to standard output. Once per process: what is left is written when it exits. */
export function openTelemetry(options: Options): Telemetry {
  const { hasMetrics, logLevel, logSample2xx, tracing } = options;
  const sink = new LogSink(STANDARD_OUTPUT);
  process.once("exit", () => sink.flushSync());
  const log = createLogger(logLevel, sink);
  const requests = hasMetrics ? new RequestCounts() : null;
  const complain = (why: string) => log.warn({ why }, "spans could not be sent");
  const tracer = tracing === null ? null : openTracer({ ...tracing, complain });
  const observers = [
    ...(log.isLevelEnabled("error") ? [accessLog({ log, sink, keptShare: logSample2xx })] : []),
    ...(requests === null ? [] : [requests.observe]),
    ...(tracer === null ? [] : [tracer.observe]),
    ...options.observers,
  ];
  return {
    log,
    record: recordAnswers(observers),
    requests,
    linesDropped: () => sink.dropped,
    isSampled: tracer?.isSampled ?? noRoots,
    async flush() {
      const sent = Promise.all([tracer?.flush(), sink.flush()]);
      await Promise.race([sent, pause(FLUSH_MS_MAX, undefined, { ref: false })]);
    },
  };
}

// Nobody records them.
function noRoots(): boolean {
  return false;
}
