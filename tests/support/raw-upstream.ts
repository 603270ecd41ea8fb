import { once } from "node:events";
import { createServer, type Socket } from "node:net";

export type RawUpstream = {
  readonly url: string;
  /** Requests so far, by their request lines. */
  readonly requests: readonly string[];
  /** Answers each request with these bytes from here on. */
  answerWith(answer: Buffer | ((socket: Socket, requestLine: string) => void)): void;
  close(): Promise<void>;
};

/** A server that writes whatever it is told: what no HTTP library would send. */
export async function startRawUpstream(): Promise<RawUpstream> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let answer: (socket: Socket, requestLine: string) => void = (socket) => socket.end();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      for (let end = received.indexOf("\r\n\r\n"); end !== -1; end = received.indexOf("\r\n\r\n")) {
        const requestLine = received.slice(0, received.indexOf("\r\n"));
        received = received.slice(end + 4);
        requests.push(requestLine);
        answer(socket, requestLine);
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    answerWith(next) {
      requests.length = 0;
      answer = Buffer.isBuffer(next) ? (socket) => socket.write(next) : next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
