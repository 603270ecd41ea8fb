import type { Server } from "node:http";
import type { Socket } from "node:net";

const CLOSE_DEADLINE_MS = 2_000;
const IDLE_SWEEP_MS = 25;

/** Listens, and gives the port that was taken. Rejects with Node's own error. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/**
 * Watches a server's connections from now on and gives the function that closes it: idle
 * connections at once, busy ones when their answer is out, or after 2 s.
 */
export function gracefulClose(server: Server): () => Promise<void> {
  // Connections opened ahead of need: Node does not count them as idle before their first request.
  const unused = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  server.on("request", ({ socket }) => unused.delete(socket));

  return () =>
    new Promise((resolve) => {
      const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
      const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_DEADLINE_MS);
      server.close(() => {
        clearInterval(sweep);
        clearTimeout(deadline);
        resolve();
      });
      for (const socket of unused) socket.destroy();
    });
}
