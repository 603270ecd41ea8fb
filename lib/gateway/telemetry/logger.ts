import { destination, type Logger, pino } from "pino";

// A write costs about as much as thirty lines; nobody waits longer than this to read them.
const BATCH_BYTES = 32 * 1024;
const FLUSH_MS = 500;

/** JSON lines on standard output, written in batches so that no request waits for the disk. */
export function createLogger(level: string): Logger {
  const sink = destination({
    dest: 1,
    sync: false,
    minLength: BATCH_BYTES,
    maxWrite: 2 * BATCH_BYTES,
    periodicFlush: FLUSH_MS,
  });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters }, sink);
}

const formatters = { level: (label: string) => ({ level: label }) };
