import { Cancellation } from "../../cancellation.ts";
import { isStreaming, type ReplyBody } from "../../reply.ts";
import type { UpstreamCall } from "../upstream.ts";

/** A plain GET of `/`, with a deadline that no test reaches by itself, changed as given. */
export function callOf(origin: string, changes: Partial<UpstreamCall> = {}): UpstreamCall {
  return {
    method: "GET",
    origin,
    path: "/",
    headers: [],
    body: null,
    contentLength: null,
    headTimeoutMs: 60_000,
    timeoutMs: 60_000,
    idleTimeoutMs: 60_000,
    cancellation: new Cancellation(),
    place: { leave: () => undefined },
    ...changes,
  };
}

/** The whole of a reply's body; rejects when it breaks. */
export async function readAll(body: ReplyBody): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  if (!isStreaming(body)) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Reads a streaming body by hand. */
export function readerOf(body: ReplyBody): AsyncIterator<Uint8Array> {
  if (!isStreaming(body)) throw new Error("the body does not stream");
  return body[Symbol.asyncIterator]();
}

/** A body of one chunk after the other. */
export async function* bodyOf(...chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

/** A body whose chunks the test hands over one by one; `end` or `fail` finishes it. */
export function pushedBody() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  return {
    body: readable,
    push: (text: string) => writer.write(Buffer.from(text)),
    end: () => writer.close(),
    fail: (error: unknown) => writer.abort(error),
  };
}

const QUIET_TURNS = 300;

/** Waits until a figure has stopped changing, whatever the event loop still had to do. */
export async function settled(figure: () => number): Promise<number> {
  let last = figure();
  for (let quietTurns = 0; quietTurns < QUIET_TURNS; quietTurns++) {
    await new Promise(setImmediate);
    if (figure() === last) continue;
    last = figure();
    quietTurns = 0;
  }
  return last;
}
