import { type Refusal, refusalNote } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";

/**
 * What is kept of an answered request: plain facts that its exchange held anyway. No header, no
 * body, no query, and nothing that keeps a connection alive.
 */
export type Sighting = {
  /** Counts the requests of this process, from 1. */
  readonly number: number;
  /** When the answer was done: milliseconds since the epoch. */
  readonly at: number;
  /** 499 when the client left before the whole answer was sent. */
  readonly status: number;
  /** From arrival to the last byte. */
  readonly durationMs: number;
  readonly bytesOut: number;
  /** The canonical path, or "" of a request that was refused for having none. */
  readonly path: string;
} & Pick<
  Exchange,
  | "method"
  | "lane"
  | "requestId"
  | "startedAt"
  | "repliedAt"
  | "client"
  | "identity"
  | "route"
  | "params"
  | "upstream"
  | "limit"
  | "cacheStatus"
  | "passage"
> & {
    /** Without its cause, which may hold a socket, but for what it says in words. */
    readonly refusal: Readonly<Omit<Refusal, "cause" | "detail"> & { note: string | null }> | null;
  };

/** What is kept of an exchange. `at` is milliseconds since the epoch. */
export function sightingOf(
  exchange: Exchange,
  ending: Pick<Sighting, "number" | "at" | "status" | "durationMs" | "bytesOut">,
): Sighting {
  return {
    number: ending.number,
    at: ending.at,
    status: ending.status,
    durationMs: ending.durationMs,
    bytesOut: ending.bytesOut,
    path: exchange.target.path,
    method: exchange.method,
    lane: exchange.lane,
    requestId: exchange.requestId,
    startedAt: exchange.startedAt,
    repliedAt: exchange.repliedAt,
    client: exchange.client,
    identity: exchange.identity,
    route: exchange.route,
    params: exchange.params,
    upstream: exchange.upstream,
    limit: exchange.limit,
    cacheStatus: exchange.cacheStatus,
    passage: exchange.passage,
    refusal: exchange.refusal === null ? null : withoutCause(exchange.refusal),
  };
}

function withoutCause(refusal: Refusal): Sighting["refusal"] {
  const { reason, code, message, stage } = refusal;
  return { reason, code, message, stage, note: refusalNote(refusal) };
}
