import { destination, type Logger, pino } from "pino";

/** JSON lines on standard output, written in batches so that no request waits for the disk. */
export function createLogger(level: string): Logger {
  const sink = destination({ dest: 1, sync: false, minLength: 4096 });
  setInterval(() => sink.flush(), 500).unref();
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters }, sink);
}

const formatters = { level: (label: string) => ({ level: label }) };
