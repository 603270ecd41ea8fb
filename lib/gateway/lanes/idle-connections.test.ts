import { once } from "node:events";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { settled } from "../upstream/contract/calls.ts";
import { cutIdleConnections } from "./idle-connections.ts";

const HEAD_MS = 15_000;
const IDLE_MS = 60_000;
const KEEP_ALIVE_MS = 72_000;
const MB = 1024 ** 2;
const HEAD = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("ends a connection whose first head has begun and does not come", async () => {
  const { client, closed, late } = await connected();

  client.write("GET / HT");
  await settled(() => client.bytesWritten);
  vi.advanceTimersByTime(HEAD_MS - 1000);
  const before = late.length;
  vi.advanceTimersByTime(2000);
  vi.advanceTimersByTime(2000);

  expect([before, late.length]).toEqual([0, 1]);
  await closed;
});

test("closes a connection on which nothing comes, without a word", async () => {
  const { closed, late, received } = await connected();

  vi.advanceTimersByTime(HEAD_MS + 1000);
  await closed;

  expect([late.length, received()]).toEqual([0, 0]);
});

test("cuts a client that does not read its answer", async () => {
  const { client, closed } = await connected((_request, response) => {
    response.end(Buffer.alloc(16 * MB));
  });

  client.pause();
  client.write(HEAD);
  await settled(() => client.bytesRead);
  vi.advanceTimersByTime(IDLE_MS + 2000);

  await closed;
});

test("does not cut a client that takes one large answer little by little", async () => {
  const { client, isClosed } = await connected((_request, response) => {
    response.end(Buffer.alloc(64 * MB));
  });

  client.pause();
  client.write(HEAD);
  await settled(() => client.bytesRead);
  for (let step = 0; step < 10; step++) {
    vi.advanceTimersByTime(IDLE_MS - 2000);
    // The kernels of both sides hold several megabytes, and tell only of larger steps.
    await readAtLeast(client, 4 * MB);
  }

  expect(isClosed()).toBe(false);
});

test("does not cut an event stream in which nothing happens", async () => {
  const { client, isClosed } = await connected((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  });

  client.write(HEAD);
  await once(client, "data");
  vi.advanceTimersByTime(100 * IDLE_MS);
  await settled(() => client.bytesRead);

  expect(isClosed()).toBe(false);
});

test("does not cut a client whose answer takes long", async () => {
  const { client, isClosed } = await connected(() => undefined);

  client.write(HEAD);
  await settled(() => client.bytesWritten);
  vi.advanceTimersByTime(100 * IDLE_MS);
  await settled(() => client.bytesRead);

  expect(isClosed()).toBe(false);
});

test("cuts a client that stops sending its body", async () => {
  const { client, closed } = await connected((request) => request.resume());

  client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  await settled(() => client.bytesWritten);
  vi.advanceTimersByTime(IDLE_MS + 2000);

  await closed;
});

test("does not cut a client whose body nobody reads", async () => {
  const { client, isClosed } = await connected(() => undefined);

  client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
  client.write(Buffer.alloc(MB));
  await settled(() => client.bytesWritten);
  vi.advanceTimersByTime(100 * IDLE_MS);
  await settled(() => client.bytesRead);

  expect(isClosed()).toBe(false);
});

test("closes a connection on which nothing more is asked, and not before its time", async () => {
  const { client, closed, isClosed } = await connected();

  client.write(HEAD);
  await once(client, "data");
  vi.advanceTimersByTime(1000);
  vi.advanceTimersByTime(KEEP_ALIVE_MS - 1000);
  const wasClosed = isClosed();
  vi.advanceTimersByTime(2000);

  expect(wasClosed).toBe(false);
  await closed;
});

test("counts an unused connection's time from its last answer", async () => {
  const { client, isClosed } = await connected();

  for (let asked = 0; asked < 3; asked++) {
    client.write(HEAD);
    await once(client, "data");
    vi.advanceTimersByTime(KEEP_ALIVE_MS - 2000);
  }
  await settled(() => client.bytesRead);

  expect(isClosed()).toBe(false);
});

test("keeps unused connections for ever where no time is set", async () => {
  const { client, isClosed } = await connected(undefined, 0);

  client.write(HEAD);
  await once(client, "data");
  vi.advanceTimersByTime(100 * KEEP_ALIVE_MS);
  await settled(() => client.bytesRead);

  expect(isClosed()).toBe(false);
});

test("watches a connection that is older than itself", async () => {
  const { client, closed } = await connected(undefined, KEEP_ALIVE_MS, true);

  client.write(HEAD);
  await once(client, "data");
  vi.advanceTimersByTime(1000);
  vi.advanceTimersByTime(KEEP_ALIVE_MS + 1000);

  await closed;
});

/** A client of a server that cuts idle ones, before it has said anything. */
async function connected(
  listener: RequestListener = (_request, response) => response.end("ok"),
  keepAliveMs = KEEP_ALIVE_MS,
  isOlder = false,
) {
  const newest = new Map<Socket, ServerResponse>();
  const late: Socket[] = [];
  const server = createServer((request, response) => {
    newest.set(request.socket, response);
    if (isOlder) watch(request.socket);
    listener(request, response);
  });
  server.on("clientError", () => undefined);
  let watch: (socket: Socket) => void = () => undefined;
  const begin = () => {
    watch = cutIdleConnections(server, {
      headMs: HEAD_MS,
      idleMs: IDLE_MS,
      keepAliveMs,
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
  const client = connect(address.port, "127.0.0.1");
  client.on("error", () => undefined);
  const [accepted]: Socket[] = await once(server, "connection");
  if (accepted === undefined) throw new Error("no connection");
  if (isOlder) begin();
  const closed = once(accepted, "close");
  onTestFinished(() => {
    client.destroy();
    server.close();
    server.closeAllConnections();
  });
  client.resume();
  return {
    ...{ client, closed, late },
    isClosed: () => accepted.destroyed,
    received: () => client.bytesRead,
  };
}

async function readAtLeast(client: Socket, bytes: number): Promise<void> {
  for (let read = 0; read < bytes; ) {
    const chunk: unknown = client.read();
    if (Buffer.isBuffer(chunk)) read += chunk.length;
    else await once(client, "readable");
  }
  await settled(() => client.bytesRead);
}
