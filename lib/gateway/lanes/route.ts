import { Cancellation } from "../cancellation.ts";
import { createExchange, type Exchange } from "../exchange.ts";
import { headFault } from "../head-fault.ts";
import { announcesBody, withoutHeader } from "../header-list.ts";
import type { Handler } from "../pipeline/stage.ts";
import { isStreaming, type Reply } from "../reply.ts";
import { readTarget } from "../routing/canonical-path.ts";
import { type RawRequest, rawRequestOf } from "./raw-requests.ts";
import { responseStream } from "./response-stream.ts";

// Fetch standard, "null body status": a Response refuses a body with these.
const NULL_BODY = new Set([204, 205, 304]);

/** Answers a web-standard request through the pipeline. Never rejects. */
export async function handleRequest(request: Request, handle: Handler): Promise<Response> {
  const exchange = exchangeOf(request, rawRequestOf(request.headers));
  return responseOf(await handle(exchange), exchange);
}

function exchangeOf(request: Request, raw: RawRequest | null): Exchange {
  const cancellation = new Cancellation();
  request.signal.addEventListener("abort", () => cancellation.cancel(), { once: true });
  const url = new URL(request.url);
  const rawTarget = raw?.target ?? url.pathname + url.search;
  const headers = headersOf(request, raw);
  return createExchange({
    method: request.method,
    rawTarget,
    target: readTarget(rawTarget),
    headFault: raw === null ? null : headFault(raw.message.httpVersion, headers, true),
    headers,
    peerAddress: raw?.message.socket.remoteAddress ?? null,
    lane: "route",
    cancellation,
    body: announcesBody(headers) ? request.body : null,
  });
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
  const headers: [string, string][] = [];
  for (let index = 0; index < reply.headers.length; index += 2) {
    headers.push([reply.headers[index] ?? "", reply.headers[index + 1] ?? ""]);
  }
  const init = { status: reply.status, headers };
  const hasNoBody = NULL_BODY.has(reply.status) || exchange.method === "HEAD";
  if (!hasNoBody && isStreaming(reply.body)) {
    return new Response(responseStream(reply.body, reply.headers, exchange), init);
  }
  const body = hasNoBody || isStreaming(reply.body) ? null : reply.body;
  exchange.onClosed?.({ bytesOut: body === null ? 0 : Buffer.byteLength(body), isComplete: true });
  return new Response(typeof body === "string" || body === null ? body : Buffer.from(body), init);
}
