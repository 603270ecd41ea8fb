import type { IncomingMessage, ServerResponse } from "node:http";
import { processWide } from "../process-wide.ts";

/** Node's own request, its answer, and the target that it came with: Next writes another into its `url`. */
export type RawRequest = {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: string;
};

// The header's name is random per process: a client cannot name another's request.
type Recorded = {
  readonly headerName: string;
  readonly requests: Map<string, RawRequest>;
  count: number;
};

/**
 * Keeps hold of Node's own request while Next handles it, so that the route lane sees what Next no
 * longer tells it: the socket's peer, the target as it was sent, repeated headers. Next hands
 * handlers a header that names the request; a client's header of that name is overwritten.
 */
export function recordRawRequest(message: IncomingMessage, response: ServerResponse): void {
  const recording = recorded();
  recording.count += 1;
  const id = String(recording.count);
  message.headers[recording.headerName] = id;
  recording.requests.set(id, { message, response, target: message.url ?? "" });
  response.once("close", () => recording.requests.delete(id));
}

/** Node's own request behind a handler's, or null where there is none (serverless). */
export function rawRequestOf(headers: Headers): RawRequest | null {
  const { headerName, requests } = recorded();
  return requests.get(headers.get(headerName) ?? "") ?? null;
}

function recorded(): Recorded {
  return processWide("raw-requests", () => ({
    headerName: `x-gateway-raw-${crypto.randomUUID()}`,
    requests: new Map(),
    count: 0,
  }));
}
