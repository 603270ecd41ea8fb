import type { Server, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Connections } from "./connections.ts";

type Options = {
  /** Longest wait for the whole head of a connection's first request, milliseconds. */
  readonly headMs: number;
  /** Longest time in which a client neither takes nor sends anything although it is its turn. */
  readonly idleMs: number;
  /** Longest wait for a connection's next request, milliseconds; 0 for any time. */
  readonly keepAliveMs: number;
  /** The response that a connection's newest request gets, as `Connections` gives it. */
  readonly newestOn: (socket: Socket) => ReturnType<Connections["newest"]>;
  /** Ends a connection whose head has begun and does not come. */
  readonly onLateHead: (socket: Socket) => void;
};

/** Whose turn it is on a connection that has been asked something. */
type Turn = "client" | "server" | "nobody";

/** How far a connection had come when it was last looked at and had moved. */
type Progress = {
  at: number;
  turn: Turn;
  isHandedOver: boolean;
  bytesRead: number;
  bytesTaken: number;
  bytesQueued: number;
};

/** What else must be told. */
export type IdleConnections = {
  /** A connection that may be older than the watch. */
  watch(socket: Socket): void;
  /** An upgraded connection that is another's from here on, once that one has answered. */
  handOver(socket: Duplex): void;
};

const LOOK_MS_MAX = 1000;
const LOOKS_PER_WAIT = 4;

/**
 * Cuts clients that hold a connection without using it: those that do not finish their first head,
 * do not read an answer that waits for them, do not send a body that is waited for, or ask nothing
 * more. Looks at all connections every now and then, so that it costs no request anything; a wait may
 * last a quarter longer than it should. An event stream in which nothing happens waits for nobody,
 * and is not cut.
 *
 * Node's own limits cover heads too, but are looked at only every 30 seconds, and unused connections,
 * but at the price of a timer per request (decision 29).
 */
export function cutIdleConnections(server: Server, options: Options): IdleConnections {
  const connections = new Map<Socket, Progress>();
  function watch(socket: Socket): void {
    if (connections.has(socket)) return;
    connections.set(socket, newProgress(socket, false));
    socket.once("close", () => connections.delete(socket));
  }
  server.on("connection", watch);
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, progress] of connections) {
      if (isDone(socket, progress, now, options)) connections.delete(socket);
    }
  }, lookMs(options)).unref();
  server.once("close", () => clearInterval(timer));
  return {
    watch,
    handOver(socket) {
      if (!(socket instanceof Socket) || !connections.has(socket)) return;
      connections.set(socket, newProgress(socket, true));
    },
  };
}

function newProgress({ bytesWritten }: Socket, isHandedOver: boolean): Progress {
  const bytes = { bytesRead: -1, bytesTaken: bytesWritten, bytesQueued: 0 };
  return { at: performance.now(), turn: "client", isHandedOver, ...bytes };
}

function lookMs({ headMs, idleMs, keepAliveMs }: Options): number {
  const waits = [headMs, idleMs, ...(keepAliveMs === 0 ? [] : [keepAliveMs])];
  return Math.min(LOOK_MS_MAX, Math.min(...waits) / LOOKS_PER_WAIT);
}

/** Looks at one connection, and ends it when it is time to; true when it need not be looked at again. */
function isDone(socket: Socket, progress: Progress, now: number, options: Options): boolean {
  const response = options.newestOn(socket);
  if (progress.isHandedOver || response === undefined) {
    // Whoever took an upgraded connection over and has answered sees to it from there on.
    if (progress.isHandedOver && socket.bytesWritten > progress.bytesTaken) return true;
    if (now - progress.at < options.headMs) return false;
    // Nothing was asked, or of somebody else, so nothing is answered.
    if (progress.isHandedOver || socket.bytesRead === 0) socket.destroy();
    else options.onLateHead(socket);
    return true;
  }
  const turn = turnOn(socket, response);
  const hasMoved = move(socket, progress);
  if (hasMoved || turn !== progress.turn) Object.assign(progress, { at: now, turn });
  const waitMs = {
    client: options.idleMs,
    nobody: options.keepAliveMs || Infinity,
    server: Infinity,
  };
  if (now - progress.at < waitMs[turn]) return false;
  socket.destroy();
  return true;
}

function move(socket: Socket, progress: Progress): boolean {
  const { bytesRead, bytesWritten, writableLength } = socket;
  const bytesTaken = bytesWritten - writableLength;
  const bytesQueued = queuedBytes(socket);
  const hasMoved =
    bytesRead !== progress.bytesRead ||
    bytesTaken !== progress.bytesTaken ||
    bytesQueued !== progress.bytesQueued;
  Object.assign(progress, { bytesRead, bytesTaken, bytesQueued });
  return hasMoved;
}

function turnOn({ writableLength }: Socket, response: ServerResponse | null): Turn {
  if (writableLength > 0) return "client";
  if (response === null) return "nobody";
  const { req, writableFinished } = response;
  // A body that fills its buffer waits for us.
  if (!req.complete && req.readableLength < req.readableHighWaterMark) return "client";
  return writableFinished ? "nobody" : "server";
}

// Of one large write a client may take a little at a time. Only the handle knows; Node's own idle
// timer looks at the same figure.
function queuedBytes(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null || !("writeQueueSize" in handle)) return 0;
  return typeof handle.writeQueueSize === "number" ? handle.writeQueueSize : 0;
}
