import { type Dispatcher, fetch, type Response } from "undici";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Reply } from "../reply.ts";
import { Deadline } from "./deadline.ts";
import { isEventStream } from "./event-stream.ts";
import { upstreamFailure } from "./failure.ts";
import { FetchedBody } from "./fetched-body.ts";
import { sending } from "./sending.ts";
import type { Upstream, UpstreamCall } from "./upstream.ts";

// `fetch` has decoded these; their names and lengths no longer describe the bytes.
const STALE_AFTER_DECODING = new Set(["content-encoding", "content-length"]);

/**
 * Calls through `fetch`, for lanes that speak `Request` and `Response`. Bodies are asked for
 * undecoded and given decoded if a server encodes them all the same, since such lanes lose
 * `Content-Encoding`. The dispatcher must have its own head and body timeouts switched off.
 */
export function fetchUpstream(dispatcher: Dispatcher): Upstream {
  return async function fetchUpstream(call) {
    const abort = new AbortController();
    const deadline = new Deadline(call.headTimeoutMs, () =>
      abort.abort(new GatewayError("upstream_slow")),
    );
    call.cancellation.onCancel(() => abort.abort(new GatewayError("client_gone")));
    try {
      deadline.start();
      const response = await fetch(call.origin, requestInit(call, abort, deadline, dispatcher));
      deadline.stop();
      return toReply(response, call, abort, deadline);
    } catch (error) {
      deadline.end();
      call.place.leave();
      throw upstreamFailure(abort.signal.aborted ? abort.signal.reason : error);
    }
  };
}

function requestInit(
  call: UpstreamCall,
  abort: AbortController,
  deadline: Deadline,
  dispatcher: Dispatcher,
) {
  const body = isBodiless(call.method) ? null : call.body;
  return {
    method: call.method,
    body: body === null ? null : uploadOf(body, abort, deadline),
    duplex: "half" as const,
    redirect: "manual" as const,
    signal: abort.signal,
    dispatcher: dispatcher.compose(exactHead(call)),
  };
}

// After an abort `fetch` reads a body on to its end, however long that is.
async function* uploadOf(
  body: AsyncIterable<Uint8Array>,
  abort: AbortController,
  deadline: Deadline,
) {
  for await (const chunk of sending(body, deadline, (error) => abort.abort(error))) {
    abort.signal.throwIfAborted();
    yield chunk;
  }
}

// RFC 9110 section 9.3.1: content in a GET has no meaning, and `fetch` refuses to send it.
function isBodiless(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

// `fetch` would escape parts of the query, and add headers that the client never sent
// (`accept-language`, `sec-fetch-mode`, `cache-control` to conditional requests).
function exactHead(call: UpstreamCall): Dispatcher.DispatcherComposeInterceptor {
  const head = { path: call.path, headers: headersFor(call) };
  return (dispatch) =>
    function exactHead(options, handler) {
      return dispatch({ ...options, ...head }, handler);
    };
}

function headersFor(call: UpstreamCall): string[] {
  const headers = ["accept-encoding", "identity"];
  for (let index = 0; index < call.headers.length; index += 2) {
    const name = call.headers[index] ?? "";
    if (name.toLowerCase() !== "accept-encoding") headers.push(name, call.headers[index + 1] ?? "");
  }
  if (call.contentLength !== null && !isBodiless(call.method))
    headers.push("content-length", call.contentLength);
  return headers;
}

function toReply(
  response: Response,
  call: UpstreamCall,
  abort: AbortController,
  deadline: Deadline,
): Reply {
  const isDecoded = response.headers.has("content-encoding");
  const headers: string[] = [];
  for (const [name, value] of response.headers) {
    if (!(isDecoded && STALE_AFTER_DECODING.has(name))) headers.push(name, value);
  }
  deadline.change(isEventStream(headers) ? call.idleTimeoutMs : call.timeoutMs);
  const bytes = call.method === "HEAD" ? null : response.body;
  if (bytes === null) {
    deadline.end();
    call.place.leave();
  }
  return {
    status: response.status,
    headers,
    body: bytes === null ? null : new FetchedBody(bytes, abort, deadline, call.place),
  };
}
