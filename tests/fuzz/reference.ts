import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A request head as Node's own parser reads it, and whether all of its body came. */
export type Head = {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  isWhole: boolean;
};

/** What Node makes of the bytes of one connection. */
export type Reading = {
  readonly heads: Head[];
  /** The parser's complaint, if it had one. */
  fault: string | null;
};

export type Reference = {
  /** Bytes from this local port are read under `reading` from here on. */
  watch(port: number): Reading;
  readonly port: number;
  close(): void;
};

/**
 * A bare Node server that serves nobody: it tells which heads Node can read in some bytes, so that
 * the oracle knows which of the gateway's answers must be whole.
 */
export async function startReference(): Promise<Reference> {
  const readings = new Map<number, Reading>();
  const readingOf = (socket: { remotePort?: number | undefined }) => {
    const port = socket.remotePort ?? 0;
    const known = readings.get(port) ?? { heads: [], fault: null };
    readings.set(port, known);
    return known;
  };
  const server: Server = createServer({ requireHostHeader: false });
  server.maxHeadersCount = 0;
  function note(request: IncomingMessage): Head {
    const { method = "", url = "", rawHeaders } = request;
    const head = { method, target: url, rawHeaders, isWhole: false };
    readingOf(request.socket).heads.push(head);
    request.once("end", () => {
      head.isWhole = true;
    });
    request.resume();
    return head;
  }
  for (const event of ["request", "checkContinue", "checkExpectation"])
    server.on(event, (request, response) => {
      note(request);
      request.once("end", () => response.end());
    });
  server.on("upgrade", (request: IncomingMessage, socket: Socket) => {
    // Behind another request it is out of turn, and ends the connection.
    if (readingOf(socket).heads.length > 0) readingOf(socket).fault ??= "UPGRADE";
    note(request).isWhole = true;
    socket.on("error", () => socket.destroy());
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  server.on("connect", (request, socket) => {
    readingOf(request.socket).fault ??= "CONNECT";
    socket.destroy();
  });
  server.on("clientError", (error: Error & { code?: string }, socket) => {
    if ("remotePort" in socket && typeof socket.remotePort === "number")
      readingOf({ remotePort: socket.remotePort }).fault ??= error.code ?? "unknown";
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = addressOf(server);
  return {
    port,
    watch(clientPort) {
      const reading: Reading = { heads: [], fault: null };
      readings.set(clientPort, reading);
      return reading;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return address;
}
