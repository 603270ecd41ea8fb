import { Cancellation } from "../cancellation.ts";
import { createExchange, type Exchange } from "../exchange.ts";
import { headFault } from "../head-fault.ts";
import { announcesBody, appendHeaders, withoutHeader } from "../header-list.ts";
import type { Handler } from "../pipeline/stage.ts";
import { isStreaming, type Reply } from "../reply.ts";
import { readTarget } from "../routing/canonical-path.ts";
import { type RawRequest, rawRequestOf } from "./raw-requests.ts";
import { responseStream } from "./response-stream.ts";

// Fetch standard, "null body status": a Response refuses a body with these.
const NULL_BODY = new Set([204, 205, 304]);
const encoder = new TextEncoder();

/** Answers a web-standard request through the pipeline. Never rejects. */
export async function handleRequest(request: Request, handle: Handler): Promise<Response> {
  const exchange = exchangeOf(request, rawRequestOf(request.headers));
  return responseOf(await handle(exchange), exchange);
}

function exchangeOf(request: Request, raw: RawRequest | null): Exchange {
  const rawTarget = raw?.target ?? targetOf(request.url);
  const headers = headersOf(request, raw);
  return createExchange({
    method: request.method,
    rawTarget,
    target: readTarget(rawTarget),
    headFault: raw === null ? null : headFault(raw.message.httpVersion, headers, true),
    headers,
    peerAddress: raw?.message.socket.remoteAddress ?? null,
    lane: "route",
    cancellation: cancellationOf(request, raw),
    body: announcesBody(headers) ? request.body : null,
  });
}

function cancellationOf(request: Request, raw: RawRequest | null): Cancellation {
  const cancellation = new Cancellation();
  const cancel = () => cancellation.cancel();
  if (raw !== null) raw.response.once("close", () => !raw.response.writableFinished && cancel());
  else if (request.signal.aborted) cancel();
  else request.signal.addEventListener("abort", cancel, { once: true });
  return cancellation;
}

function targetOf(requestUrl: string): string {
  const url = new URL(requestUrl);
  return url.pathname + url.search;
}

// Node's own list where there is one, but with the request id that middleware may have given.
function headersOf(request: Request, raw: RawRequest | null): string[] {
  if (raw === null) return [...request.headers].flat();
  const requestId = request.headers.get("x-request-id");
  if (requestId === null) return raw.message.rawHeaders;
  return [...withoutHeader(raw.message.rawHeaders, "x-request-id"), "X-Request-ID", requestId];
}

/** A reply as a web-standard response. */
export function responseOf(reply: Reply, exchange: Exchange): Response {
  const response = new Response(responseBody(reply, exchange), { status: reply.status });
  appendHeaders(response.headers, reply.headers);
  return response;
}

function responseBody(
  { body, headers, status }: Reply,
  exchange: Exchange,
): ReadableStream<Uint8Array> | null {
  const hasNoBody = NULL_BODY.has(status) || exchange.method === "HEAD";
  if (!hasNoBody && isStreaming(body)) return responseStream(body, headers, exchange);
  const bytes = hasNoBody || isStreaming(body) ? null : bytesOf(body);
  exchange.onClosed?.({ bytesOut: bytes === null ? 0 : bytes.byteLength, isComplete: true });
  return bytes === null ? null : streamOf(bytes);
}

// A copy of its own: whoever reads a Response may write into what it gets, and a cache goes on
// holding its bytes.
function bytesOf(body: Uint8Array | string | null): Uint8Array | null {
  if (body === null) return null;
  return typeof body === "string" ? encoder.encode(body) : new Uint8Array(body);
}

// A Response that is given bytes copies them and makes a byte stream of them, which takes five times
// as long.
function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.byteLength > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}
