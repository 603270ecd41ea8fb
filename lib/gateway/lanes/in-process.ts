import { Cancellation } from "../cancellation.ts";
import { createExchange } from "../exchange.ts";
import type { HeaderList } from "../header-list.ts";
import type { Handler } from "../pipeline/stage.ts";
import { readTarget } from "../routing/canonical-path.ts";
import { responseOf } from "./route.ts";

/** A call of the app's own code: no socket, and nothing that a parser would have to read. */
export type InProcessCall = {
  readonly method: string;
  /** Path and query, as they would stand in a request line. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly signal: AbortSignal | null;
  /** The socket's peer of the request that this call is made for, or null. */
  readonly peerAddress: string | null;
};

/** Answers a call through the pipeline, as if it had come over the network. Never rejects. */
export async function handleInProcess(call: InProcessCall, handle: Handler): Promise<Response> {
  const cancellation = new Cancellation();
  if (call.signal?.aborted) cancellation.cancel();
  call.signal?.addEventListener("abort", () => cancellation.cancel(), { once: true });
  const exchange = createExchange({
    method: call.method,
    rawTarget: call.target,
    target: readTarget(call.target),
    headFault: null,
    headers: call.headers,
    peerAddress: call.peerAddress,
    lane: "route",
    cancellation,
    body: call.body,
  });
  return responseOf(await handle(exchange), exchange);
}
