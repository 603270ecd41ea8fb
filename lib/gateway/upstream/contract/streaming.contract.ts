import { once } from "node:events";
import { expect, test } from "vitest";
import type { Upstream } from "../upstream.ts";
import { callOf, readAll, readerOf, settled } from "./calls.ts";
import { httpServer } from "./real-servers.ts";

const CHUNK = Buffer.alloc(64 * 1024, "x");
const CHUNKS = 1024;
// What two sockets' kernel buffers and ours may hold, far below the whole.
const HELD_BYTES_MAX = (CHUNK.byteLength * CHUNKS) / 2;

/** Bodies of any size pass through, never held as a whole. */
export function streamingContract(create: () => Upstream): void {
  test("holds a download back while nobody reads it", async () => {
    let bytesWritten = 0;
    const origin = await httpServer(async (_request, response) => {
      for (let index = 0; index < CHUNKS; index++) {
        bytesWritten += CHUNK.byteLength;
        if (!response.write(CHUNK)) await once(response, "drain");
      }
      response.end();
    });

    const reply = await create()(callOf(origin));
    const heldBytes = await settled(() => bytesWritten);
    const readBytes = await countBytes(readerOf(reply.body));

    expect(heldBytes).toBeLessThan(HELD_BYTES_MAX);
    expect(readBytes).toBe(CHUNK.byteLength * CHUNKS);
  });

  test("holds an upload back while the server does not read it", async () => {
    let bytesPulled = 0;
    const reading = Promise.withResolvers<void>();
    const origin = await httpServer(async (request, response) => {
      await reading.promise;
      let bytes = 0;
      for await (const chunk of request) bytes += chunk.length;
      response.end(String(bytes));
    });
    async function* body() {
      for (let index = 0; index < CHUNKS; index++) {
        bytesPulled += CHUNK.byteLength;
        yield CHUNK;
      }
    }

    const pending = create()(callOf(origin, { method: "POST", body: body() }));
    const heldBytes = await settled(() => bytesPulled);
    reading.resolve();
    const received = await pending.then((reply) => readAll(reply.body));

    expect(heldBytes).toBeLessThan(HELD_BYTES_MAX);
    expect(Number(received)).toBe(CHUNK.byteLength * CHUNKS);
  });

  test("lets an answer and an upload run at the same time", async () => {
    const origin = await httpServer((request, response) => {
      response.flushHeaders();
      request.pipe(response);
    });
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();

    const pending = create()(callOf(origin, { method: "POST", body: readable }));
    await writer.write(Buffer.from("ping"));
    const reply = await pending;
    const reader = readerOf(reply.body);
    const first = await reader.next();
    await writer.write(Buffer.from("pong"));
    const second = await reader.next();

    expect([String(Buffer.from(first.value)), String(Buffer.from(second.value))]).toEqual([
      "ping",
      "pong",
    ]);
    await writer.close();
    expect((await reader.next()).done).toBe(true);
  });
}

async function countBytes(reader: AsyncIterator<Uint8Array>): Promise<number> {
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.next();
    if (done) return bytes;
    bytes += value.byteLength;
  }
}
