import { setTimeout as pause, setImmediate } from "node:timers/promises";
import { shutdown } from "../shutdown.ts";
import type { Connections } from "./connections.ts";

type Log = {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
};

type Options = {
  /** Null where no request has come yet. */
  readonly connections: () => Connections | null;
  /** How long everything is still taken while `/ready` says 503, so that balancers find out. */
  readonly delayMs: number;
  /** How long requests may then take to end. */
  readonly deadlineMs: number;
  readonly log: Log;
};

/**
 * Takes the server out of service without losing a request: says so at `/ready`, waits, stops
 * listening, ends event streams, and lets every other request end. Resolves when the process may.
 */
export async function leave({ connections, deadlineMs, delayMs, log }: Options): Promise<void> {
  shutdown().leave();
  connections()?.closeAfterAnswers();
  log.info({ delay_ms: delayMs, deadline_ms: deadlineMs }, "shutting down");
  await pause(delayMs);
  shutdown().drain();
  const unfinished = (await connections()?.drain(deadlineMs)) ?? 0;
  // Connections that were cut tell of it now, and their requests leave their lines.
  await setImmediate();
  if (unfinished > 0) log.warn({ requests: unfinished }, "requests cut off at the deadline");
  log.info({}, "shut down");
}
