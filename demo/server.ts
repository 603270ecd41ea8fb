import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { sendJson } from "./answer.ts";
import { gracefulClose, listen } from "./listener.ts";
import { errorEnvelope, Refusal } from "./refusal.ts";
import { type Log, requestLines } from "./request-log.ts";
import { matchRoute, type Route } from "./routes.ts";

/** A service to start; `port` 0 takes any free one. */
export type Service = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly routes: readonly Route[];
  readonly log: Log;
};

/** A listening service. `close` ends event streams, waits a little for the rest, then cuts it. */
export type RunningService = { readonly url: string; readonly close: () => Promise<void> };

/** Starts one service. Rejects with Node's own error when the port cannot be had. */
export async function serve(service: Service): Promise<RunningService> {
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    logWhenClosed(service, request, response);
    void answer(service, request, response, stopping.signal);
  });
  // A client that pools connections must give them up first, or it races the close.
  server.keepAliveTimeout = 75_000;
  // Slow uploads are legitimate here; the default would cut them after 300 s.
  server.requestTimeout = 0;
  const closeServer = gracefulClose(server);
  const port = await listen(server, service.host, service.port);
  const close = () => {
    stopping.abort();
    return closeServer();
  };
  return { url: `http://${service.host}:${port}`, close };
}

async function answer(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<void> {
  try {
    const { method = "", url = "" } = request;
    const { route, id, query } = matchRoute(service.routes, method, url);
    const orgId = onlyValue(request, "x-org-id");
    if (orgId === null && route.isPublic !== true)
      throw new Refusal("MISSING_ORG_ID", "X-Org-ID required");
    const userId = onlyValue(request, "x-user-id");
    const { log } = service;
    await route.handle({ request, response, id, query, orgId: orgId ?? "", userId, stopping, log });
  } catch (error) {
    refuse(service, request, response, error);
  }
}

function refuse(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  if (isClientGone(error)) return;
  if (!(error instanceof Refusal)) service.log(`${service.name} failed: ${reason(error)}`);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const refusal =
    error instanceof Refusal ? error : new Refusal("INTERNAL_ERROR", "Something went wrong");
  const requestId = request.headersDistinct["x-request-id"]?.[0];
  // Read on to the end of a refused body: a socket closed on unread bytes can lose the answer.
  request.resume();
  sendJson(
    response,
    refusal.status,
    errorEnvelope(refusal, requestId, new Date()),
    refusal.headers,
  );
}

/** A header's single value; null when absent or empty. Throws BAD_REQUEST when it is repeated. */
function onlyValue(request: IncomingMessage, name: string): string | null {
  const values = request.headersDistinct[name] ?? [];
  if (values.length > 1) throw new Refusal("BAD_REQUEST", `${name} must be sent once`);
  return values[0] || null;
}

function logWhenClosed(service: Service, request: IncomingMessage, response: ServerResponse): void {
  const startedAt = performance.now();
  response.once("close", () => {
    const entry = {
      service: service.name,
      method: request.method ?? "",
      target: request.url ?? "",
      status: response.headersSent ? response.statusCode : null,
      elapsedMs: performance.now() - startedAt,
      isClientGone: !response.writableFinished,
      headers: request.headersDistinct,
    };
    for (const line of requestLines(entry)) service.log(line);
  });
}

/** How Node reports, on either stream of an exchange, that the other side has closed the socket. */
function isClientGone(error: unknown): boolean {
  const codes: readonly unknown[] = ["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"];
  return error instanceof Error && "code" in error && codes.includes(error.code);
}

function reason(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
