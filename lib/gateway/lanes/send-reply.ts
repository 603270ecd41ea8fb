import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Exchange } from "../exchange.ts";
import { headerValue } from "../header-list.ts";
import { isStreaming, type Reply } from "../reply.ts";

// Joined to its head, a small body leaves in one write; copying a large one would cost more.
const JOINED_BYTES_MAX = 16 * 1024;
const LINGER_MS = 5000;

/** Writes a reply to Node's response, a streaming body only as fast as the client takes it. */
export function sendReply(
  reply: Reply,
  exchange: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!request.complete) lingerAfter(response, request);
  if (isStreaming(reply.body)) sendStream(reply, reply.body, exchange, response);
  else sendWhole(reply, reply.body, exchange, response);
}

function sendWhole(
  reply: Reply,
  body: Uint8Array | string | null,
  exchange: Exchange,
  response: ServerResponse,
): void {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const bytesOut = bytes === null ? 0 : bytes.byteLength;
  response.once("close", () =>
    exchange.onClosed?.({ bytesOut, isComplete: response.writableFinished }),
  );
  response.writeHead(reply.status, headWithLength(reply, exchange, bytesOut));
  if (bytes === null) response.end();
  else if (bytesOut > JOINED_BYTES_MAX) response.end(bytes);
  // Node joins strings to the head, and latin1 gives back the very bytes.
  else
    response.end(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytesOut).toString("latin1"),
      "latin1",
    );
}

function sendStream(
  reply: Reply,
  body: AsyncIterable<Uint8Array>,
  exchange: Exchange,
  response: ServerResponse,
): void {
  const source = body instanceof Readable ? body : Readable.from(body, { objectMode: false });
  let bytesOut = 0;
  let isComplete = false;
  response.once("close", () => {
    exchange.onClosed?.({ bytesOut, isComplete: isComplete && response.writableFinished });
    source.destroy();
  });
  response.writeHead(reply.status, mutable(reply));
  response.flushHeaders();
  source.on("data", (chunk: Uint8Array) => {
    bytesOut += chunk.byteLength;
    if (!response.write(chunk)) source.pause();
  });
  response.on("drain", () => source.resume());
  source.on("end", () => {
    isComplete = true;
    response.end();
  });
  // A broken answer must look broken: no final chunk, fewer bytes than announced.
  source.on("error", () => response.destroy());
}

// A body that came whole without a length (in chunks, or made here) gets one.
function headWithLength(reply: Reply, exchange: Exchange, bytes: number): string[] {
  const headers = mutable(reply);
  const mayHaveBody = exchange.method !== "HEAD" && reply.status !== 204 && reply.status !== 304;
  if (mayHaveBody && headerValue(headers, "content-length") === null) {
    headers.push("Content-Length", String(bytes));
  }
  return headers;
}

function mutable(reply: Reply): string[] {
  return [...reply.headers];
}

// The client may still be sending a body that was refused. Closing at once could cost it the
// answer; reading on for ever would be its to decide. So: read on, for a while.
function lingerAfter(response: ServerResponse, request: IncomingMessage): void {
  response.once("finish", () => {
    if (request.complete) return;
    const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
    request.once("close", () => clearTimeout(timer));
    request.resume();
  });
}
