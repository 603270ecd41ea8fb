import type { Exchange } from "#lib/gateway/exchange.ts";
import type { NamedSummary, Step } from "#lib/gateway/observation/report.ts";
import type { Summary } from "#lib/gateway/observation/tally.ts";
import type { UpstreamState } from "#lib/gateway/upstream/pool.ts";
import type { Sight } from "../sight.ts";

/** One process of the gateway. */
export type Replica = Readonly<{
  /** Random per process: two that differ are two processes. */
  id: string;
  host: string;
  pid: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  lane: Exchange["lane"];
}>;

/** A decision in one line. Times in milliseconds, `at` since the epoch. */
export type DecisionRow = Readonly<{
  number: number;
  at: number;
  requestId: string;
  method: string;
  /** "" of a request that was refused for its path. */
  path: string;
  /** The route's path as it is written, or null when none took it. */
  route: string | null;
  status: number;
  /** The error code, or null of what the gateway let through. */
  code: string | null;
  durationMs: number;
  orgId: string | null;
  /** Email, or the user's id where the token has none. */
  who: string | null;
  cache: "hit" | "miss" | null;
}>;

/** How an upstream stands: its circuit, its load, and its servers by origin. */
export type UpstreamHealth = Readonly<
  Pick<UpstreamState, "name" | "circuit" | "inFlight" | "inFlightMax"> & {
    servers: readonly Readonly<{ origin: string; inFlight: number; isEjected: boolean }>[];
  }
>;

/** What is told again every second: the state of now. */
export type Tick = Readonly<{
  /** The gateway's clock, milliseconds since the epoch. */
  now: number;
  /** Steps that may have changed since the last tick, whole. */
  steps: readonly Step[];
  minute: Summary;
  span: Summary;
  routes: readonly NamedSummary[];
  upstreams: readonly NamedSummary[];
  /** Null for visitors who are not to know. Upstreams that nothing has called yet are missing. */
  health: readonly UpstreamHealth[] | null;
}>;

/** What begins a stream. */
export type Hello = Tick &
  Readonly<{
    replica: Replica;
    sight: Sight;
    orgId: string;
    stepMs: number;
    spanMs: number;
    decisions: readonly DecisionRow[];
  }>;

/** New decisions, oldest first; `skipped` came in between and are not told. */
export type News = Readonly<{ rows: readonly DecisionRow[]; skipped: number }>;

/**
 * Why the gateway ends a stream: it stops, the session has been revoked, or it wants to look at the
 * session again.
 */
export type Farewell = Readonly<{ why: "shutdown" | "session" | "renewal" }>;

/** The events of the stream by name, each with its JSON. */
export type Feed = { hello: Hello; tick: Tick; news: News; bye: Farewell };
