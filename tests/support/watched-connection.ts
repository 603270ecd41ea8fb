import { once } from "node:events";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import { cutIdleConnections, type IdleConnections } from "#lib/gateway/lanes/idle-connections.ts";

export const HEAD_MS = 15_000;
export const IDLE_MS = 60_000;
export const KEEP_ALIVE_MS = 72_000;
/** A whole request. */
export const HEAD = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

type Setting = {
  readonly listener?: RequestListener;
  readonly keepAliveMs?: number;
  /** Whether the connection is older than the watch. */
  readonly isOlder?: boolean;
  readonly onUpgrade?: (socket: Duplex) => void;
};

/** A client of a server that cuts idle ones, before it has said anything. */
export async function connected({
  listener = (_request, response) => response.end("ok"),
  keepAliveMs = KEEP_ALIVE_MS,
  isOlder = false,
  onUpgrade,
}: Setting = {}) {
  const newest = new Map<Socket, ServerResponse>();
  const late: Socket[] = [];
  let idle: IdleConnections | null = null;
  const server = createServer((request, response) => {
    newest.set(request.socket, response);
    idle?.watch(request.socket);
    listener(request, response);
  });
  server.on("clientError", () => undefined);
  const begin = () => {
    idle = cutIdleConnections(server, {
      ...{ headMs: HEAD_MS, idleMs: IDLE_MS, keepAliveMs },
      newestOn: (socket) => newest.get(socket),
      onLateHead(socket) {
        late.push(socket);
        socket.end();
      },
    });
  };
  if (!isOlder) begin();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  const upgraded = onUpgrade === undefined ? null : once(server, "upgrade");
  server.on("upgrade", (_request, socket) => {
    idle?.handOver(socket);
    onUpgrade?.(socket);
  });
  const client = connect(address.port, "127.0.0.1");
  client.on("error", () => undefined);
  const [accepted]: Socket[] = await once(server, "connection");
  if (accepted === undefined) throw new Error("no connection");
  if (isOlder) begin();
  const closed = once(accepted, "close");
  onTestFinished(() => {
    client.destroy();
    accepted.destroy();
    server.close();
  });
  client.resume();
  return {
    ...{ client, closed, late, upgraded },
    isClosed: () => accepted.destroyed,
    received: () => client.bytesRead,
  };
}
