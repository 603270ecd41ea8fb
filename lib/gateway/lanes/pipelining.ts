import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

const QUEUED_MAX = 100;

/** Requests that clients send on a connection before they have their answers. */
export type Pipelining = {
  /**
   * Notes a request whose predecessor on its connection has no whole answer yet. False for one too
   * many: then the connection has been closed, and the request is not to be served.
   */
  queue(socket: Duplex, response: ServerResponse): boolean;
};

/** Bounds what one connection can ask at once: Node hands over all that a client has pipelined. */
export function trackPipelining(): Pipelining {
  const queued = new WeakMap<Duplex, number>();
  const change = (socket: Duplex, by: number) => {
    const count = (queued.get(socket) ?? 0) + by;
    queued.set(socket, count);
    return count;
  };
  return {
    queue(socket, response) {
      response.once("close", () => change(socket, -1));
      if (change(socket, 1) <= QUEUED_MAX) return true;
      socket.destroy();
      return false;
    },
  };
}
