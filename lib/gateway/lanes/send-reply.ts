import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { freeChunk, notePassed } from "../body-memory.ts";
import { reasonOf } from "../errors/gateway-error.ts";
import type { Exchange, Outcome } from "../exchange.ts";
import { headerValue, withoutHeader } from "../header-list.ts";
import { isStreaming, type Reply } from "../reply.ts";
import { shutdown } from "../shutdown.ts";
import { isEventStream } from "../upstream/event-stream.ts";
import { ResponseBody } from "../upstream/response-body.ts";

// Joined to its head, a small body leaves in one write; copying a large one would cost more.
const JOINED_BYTES_MAX = 16 * 1024;
// What may wait for a slow reader, or for the end of a turn.
const UNTAKEN_BYTES_MAX = 256 * 1024;
const LINGER_MS = 5000;
// RFC 9110 section 6.4.1: these end with their head.
const BODILESS = new Set([204, 304]);

type Receiver = {
  readonly exchange: Exchange;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** How long the connection is kept when it is not used, as `Keep-Alive` says it; null to say nothing. */
  readonly keepAlive: string | null;
  /** Takes, before anything is written, what is to be called when the response closes. */
  readonly whenClosed: (tell: () => void) => void;
};

/** Writes a reply to Node's response, a streaming body only as fast as the client takes it. */
export function sendReply(reply: Reply, receiver: Receiver): void {
  const { exchange, keepAlive, request, response } = receiver;
  if (response.destroyed) {
    // The client has left before its answer came, and with it whatever "close" would have told.
    exchange.onClosed?.({ bytesOut: 0, isComplete: false });
    return;
  }
  if (keepAlive !== null && response.shouldKeepAlive) reply.headers.push("Keep-Alive", keepAlive);
  if (exchange.body !== null && !request.complete) lingerAfter(response, request);
  if (isStreaming(reply.body)) sendStream(reply, reply.body, receiver);
  else sendWhole(reply, reply.body, receiver);
}

function sendWhole(
  reply: Reply,
  body: Uint8Array | string | null,
  { exchange, response, whenClosed }: Receiver,
): void {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const length = bytes === null ? 0 : bytes.byteLength;
  const isHead = exchange.method === "HEAD";
  whenClosed(() =>
    exchange.onClosed?.({ bytesOut: isHead ? 0 : length, isComplete: response.writableFinished }),
  );
  // A body that came whole without a length (in chunks, or made here) gets one.
  const needsLength = isHead ? length > 0 : !BODILESS.has(reply.status);
  if (needsLength && headerValue(reply.headers, "content-length") === null) {
    reply.headers.push("Content-Length", String(length));
  }
  // RFC 9110 section 8.6: a client that believed a length here would wait for it.
  const headers =
    reply.status === 204 ? withoutHeader(reply.headers, "content-length") : reply.headers;
  response.writeHead(reply.status, headers);
  if (bytes === null || isHead) response.end();
  else if (length > JOINED_BYTES_MAX) response.end(bytes);
  // Node joins strings to the head, and latin1 gives back the very bytes.
  else response.end(byteString(bytes), "latin1");
}

function byteString(bytes: Uint8Array): string {
  const { buffer, byteLength, byteOffset } = bytes;
  const own = Buffer.isBuffer(bytes) ? bytes : Buffer.from(buffer, byteOffset, byteLength);
  return own.toString("latin1");
}

function sendStream(
  reply: Reply,
  body: AsyncIterable<Uint8Array>,
  { exchange, response, whenClosed }: Receiver,
): void {
  const source = body instanceof Readable ? body : Readable.from(body, { objectMode: false });
  let bytesOut = 0;
  let isComplete = false;
  let isTold = false;
  function tell(isComplete: boolean, brokenBy: Outcome["brokenBy"] = null): void {
    if (!isTold) exchange.onClosed?.({ bytesOut, isComplete, brokenBy });
    isTold = true;
  }
  whenClosed(() => {
    tell(isComplete && response.writableFinished);
    source.destroy();
  });
  response.writeHead(reply.status, reply.headers);
  response.flushHeaders();
  const turn = turnOf(response);
  // Others may hold the chunks of a body that a cache has shared out.
  const release = source instanceof ResponseBody ? freeChunk : leaveToCollector;
  source.on("data", (chunk: Uint8Array) => {
    bytesOut += chunk.byteLength;
    turn.begin();
    // Its result speaks of the chunk's size, not of what the client has left untaken: resting after
    // every chunk that left at once would cost a third of the throughput.
    response.write(chunk, () => {
      release(chunk);
      // "drain" would not do: Node does not emit it for what was written in chunks, corked, and less
      // than its own mark at a time, however much of it has waited.
      if (source.isPaused() && response.writableLength < UNTAKEN_BYTES_MAX) source.resume();
    });
    if (response.writableLength >= UNTAKEN_BYTES_MAX) source.pause();
  });
  source.on("end", () => {
    isComplete = true;
    turn.end();
    response.end();
  });
  // A broken answer must look broken: no final chunk, fewer bytes than announced. It is told here,
  // since closing the response looks like a client that has left.
  source.on("error", (error) => {
    tell(false, reasonOf(error));
    turn.end();
    response.destroy();
  });
  if (isEventStream(reply.headers)) {
    // Readers of events come back by themselves, and are told nothing by a broken connection.
    const end = () => {
      isComplete = true;
      source.destroy();
      turn.end();
      response.end();
    };
    response.once("close", shutdown().onDrain(end));
  }
}

/**
 * Makes what is written in one turn of the event loop leave in one system call. A turn must have
 * ended before its response does: Node would put the end before what was gathered.
 */
function turnOf(response: ServerResponse): { begin(): void; end(): void } {
  let isOpen = false;
  const end = () => {
    if (isOpen) response.uncork();
    isOpen = false;
  };
  return {
    begin() {
      if (isOpen) return;
      isOpen = true;
      response.cork();
      setImmediate(end);
    },
    end,
  };
}

function leaveToCollector({ byteLength }: Uint8Array): void {
  notePassed(byteLength);
}

// The client may still be sending a body that was refused. Closing at once could cost it the
// answer; reading on for ever would be its to decide. So: read on, for a while.
function lingerAfter(response: ServerResponse, request: IncomingMessage): void {
  const { socket } = request;
  const isLast = !response.shouldKeepAlive;
  // Node would close with the answer for a client that asked to; it is closed here, a little later.
  response.shouldKeepAlive = true;
  response.once("finish", () => {
    const end = () => isLast && socket.end();
    if (request.complete) {
      end();
      return;
    }
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    request.once("close", () => {
      clearTimeout(timer);
      end();
    });
    request.resume();
  });
}
