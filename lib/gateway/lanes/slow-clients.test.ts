import { once } from "node:events";
import type { Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connected, HEAD, IDLE_MS } from "#tests/support/watched-connection.ts";
import { settled } from "../upstream/contract/calls.ts";

const MB = 1024 ** 2;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("cuts a client that does not read its answer", async () => {
  const { client, closed } = await connected({
    listener: (_request, response) => {
      response.end(Buffer.alloc(16 * MB));
    },
  });

  client.pause();
  client.write(HEAD);
  await settled(() => client.bytesRead);
  vi.advanceTimersByTime(IDLE_MS + 2000);

  await closed;
});

test("does not cut a client that takes one large answer little by little", async () => {
  const { client, isClosed } = await connected({
    listener: (_request, response) => {
      response.end(Buffer.alloc(64 * MB));
    },
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
  const { client, isClosed } = await connected({
    listener: (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    },
  });

  client.write(HEAD);
  await once(client, "data");
  vi.advanceTimersByTime(100 * IDLE_MS);
  await settled(() => client.bytesRead);

  expect(isClosed()).toBe(false);
});

test("does not cut a client whose answer takes long", async () => {
  const { client, isClosed } = await connected({
    listener: () => undefined,
  });

  client.write(HEAD);
  await settled(() => client.bytesWritten);
  vi.advanceTimersByTime(100 * IDLE_MS);
  await settled(() => client.bytesRead);

  expect(isClosed()).toBe(false);
});

test("cuts a client that stops sending its body", async () => {
  const { client, closed } = await connected({ listener: (request) => request.resume() });

  client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  await settled(() => client.bytesWritten);
  vi.advanceTimersByTime(IDLE_MS + 2000);

  await closed;
});

test("does not cut a client whose body nobody reads", async () => {
  const { client, isClosed } = await connected({ listener: () => undefined });

  client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
  client.write(Buffer.alloc(MB));
  await settled(() => client.bytesWritten);
  vi.advanceTimersByTime(100 * IDLE_MS);
  await settled(() => client.bytesRead);

  expect(isClosed()).toBe(false);
});

async function readAtLeast(client: Socket, bytes: number): Promise<void> {
  for (let read = 0; read < bytes; ) {
    const chunk: unknown = client.read();
    if (Buffer.isBuffer(chunk)) read += chunk.length;
    else await once(client, "readable");
  }
  await settled(() => client.bytesRead);
}
