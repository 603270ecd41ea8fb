import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import { createExchange } from "../exchange.ts";
import { sendReply } from "./send-reply.ts";

const KB = 1024;
// What the kernel takes on both sides of a connection, with room to spare.
const TAKEN_BYTES_MAX = 32 * KB * KB;

test.each([
  ["of known length, much of it at a time", true, 64 * KB],
  ["of known length, little by little", true, 16 * KB],
  ["in chunks, much of it at a time", false, 64 * KB],
  ["in chunks, little by little", false, 16 * KB],
])(
  "rests with a reader that rests, and goes on with it to the end: %s",
  async (_, hasLength, size) => {
    const bytesMax = 2 * TAKEN_BYTES_MAX;
    const { pulled, source } = sourceOf(bytesMax, size);
    const rested = once(source, "pause");

    const response = await answering(source, hasLength ? bytesMax : null);
    await rested;
    const pulledAtRest = pulled();
    let received = 0;
    for await (const chunk of response) received += chunk.length;

    expect(pulledAtRest).toBeLessThan(TAKEN_BYTES_MAX);
    expect(received).toBe(bytesMax);
  },
);

/** A source of so many bytes, one chunk a turn, and how many have been taken from it. */
function sourceOf(bytesMax: number, size: number) {
  const chunk = Buffer.alloc(size, "x");
  let bytes = 0;
  const source = new Readable({
    highWaterMark: size,
    read() {
      setImmediate(() => {
        bytes += size;
        this.push(bytes > bytesMax ? null : chunk);
      });
    },
  });
  return { pulled: () => bytes, source };
}

/** The head of an answer whose body nobody reads yet. */
async function answering(source: Readable, length: number | null): Promise<IncomingMessage> {
  const server = createServer((request, response) => {
    const exchange = createExchange({
      ...{ method: "GET", rawTarget: "/", target: { path: "/", query: "", fault: null } },
      ...{ headers: [], headFault: null, peerAddress: null, lane: "direct", body: null },
      cancellation: new Cancellation(),
    });
    const headers = length === null ? [] : ["Content-Length", String(length)];
    const whenClosed = (tell: () => void) => response.once("close", tell);
    const receiver = { exchange, request, response, keepAlive: null, whenClosed };
    sendReply({ status: 200, headers, body: source }, receiver);
  });
  onTestFinished(() => server.closeAllConnections());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const [response] = await once(get({ host: "127.0.0.1", port }), "response");
  server.close();
  return response;
}
