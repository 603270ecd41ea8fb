import { type Dispatcher, fetch, type Response } from "undici";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Reply } from "../reply.ts";
import { Deadline } from "./deadline.ts";
import { isEventStream } from "./event-stream.ts";
import { upstreamFailure } from "./failure.ts";
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
    const deadline = new Deadline(call.timeoutMs, () =>
      abort.abort(new GatewayError("upstream_slow")),
    );
    call.cancellation.onCancel(() => abort.abort(new GatewayError("client_gone")));
    try {
      deadline.start();
      const response = await fetch(
        `${call.origin}${call.path}`,
        requestInit(call, abort, deadline, dispatcher),
      );
      deadline.stop();
      return toReply(response, call, abort, deadline);
    } catch (error) {
      deadline.end();
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
  const body =
    call.body === null ? null : sending(call.body, deadline, (error) => abort.abort(error));
  return {
    method: call.method,
    headers: pairs(call),
    body,
    duplex: "half" as const,
    redirect: "manual" as const,
    signal: abort.signal,
    dispatcher,
  };
}

function pairs(call: UpstreamCall): [string, string][] {
  const pairs: [string, string][] = [["accept-encoding", "identity"]];
  for (let index = 0; index < call.headers.length; index += 2) {
    const name = call.headers[index] ?? "";
    if (name.toLowerCase() !== "accept-encoding") pairs.push([name, call.headers[index + 1] ?? ""]);
  }
  if (call.contentLength !== null) pairs.push(["content-length", call.contentLength]);
  return pairs;
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
  if (isEventStream(headers)) deadline.change(call.idleTimeoutMs);
  const hasBody = response.body !== null && call.method !== "HEAD";
  if (!hasBody) deadline.end();
  return {
    status: response.status,
    headers,
    body: hasBody ? receiving(response, abort, deadline) : null,
  };
}

async function* receiving(
  response: Response,
  abort: AbortController,
  deadline: Deadline,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  let isComplete = reader === undefined;
  try {
    while (!isComplete) {
      deadline.start();
      const { done, value } = (await reader?.read()) ?? { done: true };
      deadline.stop();
      isComplete = done;
      if (value !== undefined) yield value;
    }
  } catch (error) {
    throw upstreamFailure(abort.signal.aborted ? abort.signal.reason : error);
  } finally {
    deadline.end();
    if (!isComplete) abort.abort(new GatewayError("client_gone"));
  }
}
