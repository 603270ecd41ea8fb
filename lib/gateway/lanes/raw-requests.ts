import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { processWide } from "../process-wide.ts";

type Started = { readonly request: IncomingMessage; readonly response: ServerResponse };

// Random per process: a client cannot name another's request.
type Recorded = { readonly headerName: string; readonly requests: Map<string, IncomingMessage> };

/**
 * Keeps hold of Node's own requests, so that the route lane sees what Next no longer tells it: the
 * socket's peer, the target as it was sent, repeated headers. Next hands handlers a header that
 * names the request; a client's header of that name is overwritten.
 */
export function recordRawRequests(): void {
  let count = 0;
  processWide("raw-request-recording", () => {
    const { headerName, requests } = recorded();
    subscribe("http.server.request.start", (message) => {
      if (!isStarted(message)) return;
      const id = String(++count);
      message.request.headers[headerName] = id;
      requests.set(id, message.request);
      message.response.once("close", () => requests.delete(id));
    });
    return true;
  });
}

/** Node's own request behind a handler's, or null where there is none (serverless). */
export function rawRequestOf(headers: Headers): IncomingMessage | null {
  const { headerName, requests } = recorded();
  return requests.get(headers.get(headerName) ?? "") ?? null;
}

function recorded(): Recorded {
  return processWide("raw-requests", () => ({
    headerName: `x-gateway-raw-${crypto.randomUUID()}`,
    requests: new Map(),
  }));
}

function isStarted(message: unknown): message is Started {
  return (
    typeof message === "object" && message !== null && "request" in message && "response" in message
  );
}
