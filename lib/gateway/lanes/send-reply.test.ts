import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { Cancellation } from "../cancellation.ts";
import { createExchange } from "../exchange.ts";
import { sendReply } from "./send-reply.ts";

const CHUNK = Buffer.alloc(64 * 1024, "x");
// What the kernel takes on both sides of a connection, with room to spare.
const TAKEN_BYTES_MAX = 32 * 1024 ** 2;

test("rests with a reader that rests, and goes on with it to the end", async () => {
  const bytesMax = 4 * TAKEN_BYTES_MAX;
  const { pulled, source } = sourceOf(bytesMax);
  const rested = once(source, "pause");

  const response = await answering(source, bytesMax);
  await rested;
  const pulledAtRest = pulled();
  let received = 0;
  for await (const chunk of response) received += chunk.length;

  expect(pulledAtRest).toBeLessThan(TAKEN_BYTES_MAX);
  expect(received).toBe(bytesMax);
});

/** A source of so many bytes, and how many have been taken from it. */
function sourceOf(bytesMax: number) {
  let bytes = 0;
  const source = new Readable({
    highWaterMark: CHUNK.length,
    read() {
      bytes += CHUNK.length;
      this.push(bytes > bytesMax ? null : CHUNK);
    },
  });
  return { pulled: () => bytes, source };
}

/** The head of an answer whose body nobody reads yet. */
async function answering(source: Readable, length: number): Promise<IncomingMessage> {
  const server = createServer((request, response) => {
    const exchange = createExchange({
      ...{ method: "GET", rawTarget: "/", target: { path: "/", query: "", fault: null } },
      ...{ headers: [], headFault: null, peerAddress: null, lane: "direct", body: null },
      cancellation: new Cancellation(),
    });
    const headers = ["Content-Length", String(length)];
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
