import { once } from "node:events";
import { createServer, type Server as HttpServer, type RequestListener } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { onTestFinished } from "vitest";

/** An HTTP server on a free port, closed when the test ends. Gives its origin. */
export async function httpServer(listener: RequestListener): Promise<string> {
  const server: HttpServer = createServer(listener);
  onTestFinished(() => server.closeAllConnections());
  return listening(server);
}

/** A server that says on its sockets whatever the test likes. Gives its origin. */
export async function tcpServer(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return listening(server);
}

/** An origin that refused connections a moment ago. */
export async function refusingOrigin(): Promise<string> {
  const server = createTcpServer();
  const origin = await listening(server);
  server.close();
  return origin;
}

/** The request's bytes up to the end of its head. */
export async function headOf(socket: Socket): Promise<string> {
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const [chunk] = await once(socket, "data");
    head += String(chunk);
  }
  return head;
}

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the server does not listen");
  return `http://127.0.0.1:${address.port}`;
}
