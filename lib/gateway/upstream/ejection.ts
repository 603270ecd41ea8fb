import type { Server } from "./server.ts";

const FAILURES_IN_A_ROW = 5;
const EJECTED_MS = 30_000;

/** What a try has changed: its server was taken out, or has answered for the first time since. */
export type Change = "ejected" | "returned";

/**
 * Counts how a try at a server ended, and takes a server that failed five times in a row out for
 * thirty seconds; never more than half of `servers`. One that fails at once after its return goes
 * again: the row has not been broken. `now` in milliseconds.
 */
export function noteTry(
  server: Server,
  isFailure: boolean,
  servers: readonly Server[],
  now: number,
): Change | null {
  if (!isFailure) {
    server.failuresInRow = 0;
    if (server.ejectedUntil === 0 || isEjected(server, now)) return null;
    server.ejectedUntil = 0;
    return "returned";
  }
  server.failures += 1;
  server.failuresInRow += 1;
  if (server.failuresInRow < FAILURES_IN_A_ROW || isEjected(server, now)) return null;
  const others = servers.filter((other) => isEjected(other, now)).length;
  if (others + 1 > servers.length / 2) return null;
  server.ejectedUntil = now + EJECTED_MS;
  server.ejections += 1;
  return "ejected";
}

/** Whether a server is out at `now`, milliseconds. */
export function isEjected({ ejectedUntil }: Server, now: number): boolean {
  return now < ejectedUntil;
}
