import type { Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";

/** A server's connections, as far as a request has come on them. */
export type Connections = {
  /** Notes the response that a connection's newest request gets. True for its first request. */
  note(socket: Duplex, response: ServerResponse): boolean;
  /**
   * That response; null when it has left and its request has been read, undefined when no request has
   * come on it.
   */
  newest(socket: Duplex): ServerResponse | null | undefined;
  /** Whether a response has begun on it that has not all been handed over. */
  isAnswering(socket: Duplex): boolean;
  /**
   * From now on answers say `Connection: close`, so that clients move to other servers by
   * themselves rather than meet a connection that is just being closed.
   */
  closeAfterAnswers(): void;
  /**
   * Stops listening, lets requests end, then closes every connection. Resolves with the number of
   * requests that had not ended within `deadlineMs`. New requests on open connections are answered.
   */
  drain(deadlineMs: number): Promise<number>;
};

const LOOK_MS = 50;
// A request may be on its way on a connection that nobody uses just now.
const QUIET_LOOKS = 10;

/** Keeps track of a server's connections. Every request must be noted. */
export function trackConnections(server: Server): Connections {
  const newest = new Map<Duplex, ServerResponse | null>();
  let isLeaving = false;
  let noted = 0;

  function unanswered(): number {
    let count = 0;
    for (const response of newest.values()) {
      if (response !== null && isUnfinished(response)) count += 1;
    }
    return count;
  }

  function closeAfterAnswers(): void {
    isLeaving = true;
    for (const response of newest.values()) if (response !== null) response.shouldKeepAlive = false;
  }

  // Whatever handled a request is kept for as long as its response is, and a connection may rest for
  // long.
  function release(this: ServerResponse): void {
    const { complete, socket } = this.req;
    if (complete && newest.get(socket) === this) newest.set(socket, null);
  }

  return {
    note(socket, response) {
      if (isLeaving) response.shouldKeepAlive = false;
      const isFirst = !newest.has(socket);
      if (isFirst) socket.once("close", () => newest.delete(socket));
      newest.set(socket, response);
      response.on("close", release);
      noted += 1;
      return isFirst;
    },
    newest: (socket) => newest.get(socket),
    isAnswering(socket) {
      return newest.get(socket)?.writableFinished === false;
    },
    closeAfterAnswers,
    async drain(deadlineMs) {
      closeAfterAnswers();
      // http's own `close` would also cut connections that a request is on its way on.
      NetServer.prototype.close.call(server);
      const until = performance.now() + deadlineMs;
      let seen = noted;
      for (let quiet = 0; quiet < QUIET_LOOKS && performance.now() < until; ) {
        await pause(LOOK_MS);
        quiet = unanswered() === 0 && noted === seen ? quiet + 1 : 0;
        seen = noted;
      }
      const left = unanswered();
      server.closeAllConnections();
      return left;
    },
  };
}

function isUnfinished({ destroyed, writableFinished }: ServerResponse): boolean {
  return !destroyed && !writableFinished;
}
