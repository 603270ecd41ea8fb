import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { headFault as headFaultOf } from "../head-fault.ts";
import type { Handler } from "../pipeline/stage.ts";
import { answeredTarget } from "../routing/answered-target.ts";
import { isAbsolute, readTarget } from "../routing/canonical-path.ts";
import { isForGateway, isInApi } from "../routing/gateway-path.ts";
import { spellForNext } from "./before-next.ts";
import { type Connections, trackConnections } from "./connections.ts";
import { serveDirectly } from "./direct.ts";
import { cutIdleConnections } from "./idle-connections.ts";
import { answerMalformed } from "./malformed.ts";
import { trackPipelining } from "./pipelining.ts";
import { recordRawRequest } from "./raw-requests.ts";

const CHANNEL = "http.server.request.start";
// Above the idle timeout of common balancers (60 s), so that the balancer closes first.
const KEEP_ALIVE_MS = 72_000;
const NODE_KEEP_ALIVE_MS = 5000;
const KEEP_ALIVE_GRACE_MS = 1000;

type Options = {
  /** Whether this is the server that Next listens with; others in the process are left alone. */
  readonly isOurs: (server: Server) => boolean;
  /** Whether gateway requests are taken before Next sees them. */
  readonly isDirect: boolean;
  readonly handle: Handler;
  /** Longest wait for a request's head, and for a client to read or send on; milliseconds. */
  readonly clientTimeouts: { readonly headMs: number; readonly idleMs: number };
  readonly onAttached: (connections: Connections) => void;
  /** Whether a first request is our own, made for this, which nobody else need see. */
  readonly isOwn?: (headers: IncomingHttpHeaders) => boolean;
};

/** Takes hold of Next's server, once, when its first request names it (Node's documented channel). */
export function attachOnFirstRequest(options: Options): void {
  subscribe(CHANNEL, function onStart(message) {
    const server = serverOf(message);
    if (server === null || !options.isOurs(server)) return;
    unsubscribe(CHANNEL, onStart);
    options.onAttached(attach(server, options));
    if (isStartOf(message) && options.isOwn?.(message.request.headers)) answerNext(server);
  });
}

/** Answers the request that is about to be emitted, before anybody looks at it. */
function answerNext(server: Server): void {
  const listeners = server.listeners("request");
  server.removeAllListeners("request");
  server.once("request", (_request, response) => {
    for (const listener of listeners) Reflect.apply(server.on, server, ["request", listener]);
    response.end();
  });
}

function attach(server: Server, { clientTimeouts, handle, isDirect }: Options): Connections {
  const toNext = takeOver(server, "request");
  const upgradeInNext = takeOver(server, "upgrade");
  const keepAliveMs = takeKeepAlive(server);
  const keepAlive = keepAliveMs === 0 ? null : `timeout=${Math.floor(keepAliveMs / 1000)}`;
  const connections = trackConnections(server);
  const idle = cutIdleConnections(server, {
    ...clientTimeouts,
    // A request may be on its way when its client's time is up.
    keepAliveMs: keepAliveMs === 0 ? 0 : keepAliveMs + KEEP_ALIVE_GRACE_MS,
    newestOn: connections.newest,
    onLateHead: (socket) => answerMalformed(socket, "ERR_HTTP_REQUEST_TIMEOUT", handle),
  });
  const pipelining = trackPipelining();
  // Behind a head that two readers end at different bytes, nothing is a request for sure.
  const condemned = new WeakSet<Duplex>();

  function serve(
    request: IncomingMessage,
    response: ServerResponse,
    invite: (() => void) | null,
  ): void {
    const { socket } = request;
    if (condemned.has(socket)) return;
    if (connections.isAnswering(socket) && !pipelining.queue(socket, response)) return;
    if (connections.note(socket, response)) idle.watch(socket);
    const rawTarget = request.url ?? "";
    const headFault = headFaultOf(request.httpVersion, request.rawHeaders, true);
    if (headFault !== null) {
      condemned.add(socket);
      response.shouldKeepAlive = false;
    }
    const ours =
      headFault === null
        ? answeredTarget(request.method ?? "", rawTarget, isDirect)
        : readTarget(rawTarget);
    if (ours !== null) {
      serveDirectly({ request, response, target: ours, headFault, invite, keepAlive }, handle);
      return;
    }
    invite?.();
    if (keepAlive !== null && response.shouldKeepAlive) response.setHeader("Keep-Alive", keepAlive);
    recordRawRequest(request, response);
    const target = readTarget(rawTarget);
    if (isInApi(target.path) || isAbsolute(rawTarget)) spellForNext(request, target);
    toNext(request, response);
  }

  server.on("request", (request, response) => serve(request, response, null));
  server.on("checkContinue", (request, response) =>
    serve(request, response, () => response.writeContinue()),
  );
  // RFC 9110 section 10.1.1 lets a server ignore expectations that it does not know.
  server.on("checkExpectation", (request, response) => serve(request, response, null));
  server.on("upgrade", (request, socket, head) => {
    const isOurs = isForGateway(request.url ?? "", readTarget(request.url ?? ""));
    if (!isOurs || !(socket instanceof Socket)) {
      idle.handOver(socket);
      upgradeInNext(request, socket, head);
    } else if (connections.isAnswering(socket)) socket.destroy();
    else serve(request, responseWithoutUpgrade(request, socket), null);
  });
  // Node hands these over out of turn: a client would take their answer for that of the request before.
  function refuse(socket: Duplex, code: string): void {
    if (connections.isAnswering(socket)) socket.destroy();
    else answerMalformed(socket, code, handle);
  }
  server.on("connect", (_request, socket) => refuse(socket, "CONNECT"));
  server.on("clientError", (error: Error & { code?: string }, socket) =>
    refuse(socket, error.code ?? ""),
  );
  setLimits(server, clientTimeouts.headMs);
  return connections;
}

function setLimits(server: Server, headMs: number): void {
  // Fields beyond a count would be dropped silently; the head's size is the limit.
  server.maxHeadersCount = 0;
  // Node would answer requests without a Host itself, and without an envelope.
  Reflect.set(server, "requireHostHeader", false);
  server.headersTimeout = headMs;
  // It would cut slow uploads; each wait within one has its own deadline.
  server.requestTimeout = 0;
}

/** How long unused connections are kept, milliseconds, 0 for ever; from here on that is not Node's to see to. */
function takeKeepAlive(server: Server): number {
  const { keepAliveTimeout } = server;
  server.keepAliveTimeout = 0;
  return keepAliveTimeout === NODE_KEEP_ALIVE_MS ? KEEP_ALIVE_MS : keepAliveTimeout;
}

/** Removes an event's listeners and gives what calls them as Node would have. */
function takeOver(server: Server, event: string): (...args: unknown[]) => void {
  const listeners = server.listeners(event);
  server.removeAllListeners(event);
  return (...args) => {
    for (const listener of listeners) Reflect.apply(listener, server, args);
  };
}

// RFC 9110 section 7.8: a server may ignore Upgrade. Node gives the bare socket for it.
function responseWithoutUpgrade(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  // Node has taken its own listener off: without one, a client that resets would end the process.
  socket.on("error", () => socket.destroy());
  response.once("finish", () => socket.end());
  return response;
}

function isStartOf(message: unknown): message is { readonly request: IncomingMessage } {
  const hasRequest = typeof message === "object" && message !== null && "request" in message;
  return hasRequest && message.request instanceof IncomingMessage;
}

function serverOf(message: unknown): Server | null {
  const hasServer = typeof message === "object" && message !== null && "server" in message;
  return hasServer && message.server instanceof Server ? message.server : null;
}
