import { GatewayError } from "../errors/gateway-error.ts";
import { Breaker, type CircuitState } from "./breaker.ts";
import { isEjected, noteTry } from "./ejection.ts";
import { RetryBudget } from "./retry-budget.ts";
import { newServer, type Server } from "./server.ts";

/** How a request or one of its tries ended for the upstream; `none` says nothing about it. */
export type Verdict = "good" | "failed" | "none";

/** Something an operator wants to know. */
export type UpstreamEvent =
  | { readonly kind: "circuit"; readonly upstream: string; readonly state: CircuitState }
  | { readonly kind: "ejected" | "returned"; readonly upstream: string; readonly server: string };

/** What is known of an upstream, as plain data. Counters count from the start of the process. */
export type UpstreamState = {
  readonly name: string;
  readonly circuit: CircuitState;
  /** Calls that are not over, and the most there may be. */
  readonly inFlight: number;
  readonly inFlightMax: number;
  /** Requests let through, and those of them that failed in the end. */
  readonly requests: number;
  readonly failures: number;
  readonly retries: number;
  /** Retries that the budget did not allow. */
  readonly retriesDenied: number;
  readonly openings: number;
  /** Requests refused at once. */
  readonly refusedByCircuit: number;
  readonly refusedByLoad: number;
  readonly servers: readonly ServerState[];
};

export type ServerState = Omit<Server, "ejectedUntil"> & { readonly isEjected: boolean };

type Options = {
  readonly inFlightMax: number;
  /** Must not throw. */
  readonly report: (event: UpstreamEvent) => void;
};

const OVERLOADED_RETRY_SECONDS = "1";

/**
 * What all requests to one upstream have to know of each other, whatever their routes: its circuit,
 * its retry budget, its servers and its load. `now` is one clock, in milliseconds, that never goes
 * back.
 */
export class UpstreamPool {
  readonly name: string;
  readonly #options: Options;
  readonly #breaker = new Breaker();
  readonly #budget = new RetryBudget();
  readonly #servers: Server[] = [];
  readonly #counts = {
    ...{ requests: 0, failures: 0, retries: 0, retriesDenied: 0 },
    ...{ openings: 0, refusedByCircuit: 0, refusedByLoad: 0 },
  };
  #inFlight = 0;

  constructor(name: string, options: Options) {
    this.name = name;
    this.#options = options;
  }

  /** The server of an origin, the same one each time. */
  readonly serverAt = (origin: string): Server => {
    const known = this.#servers.find((server) => server.origin === origin);
    if (known !== undefined) return known;
    const server = newServer(origin);
    this.#servers.push(server);
    return server;
  };

  /**
   * Lets a request pass, and gives what `settle` wants back. Throws `upstream_overloaded` or
   * `circuit_open`, both with `Retry-After`.
   */
  admit(now: number): number {
    if (this.#inFlight >= this.#options.inFlightMax) {
      this.#counts.refusedByLoad += 1;
      throw refusal("upstream_overloaded", OVERLOADED_RETRY_SECONDS);
    }
    const before = this.#breaker.state;
    const era = this.#breaker.admit(now);
    this.#tellCircuit(before);
    if (era === null) {
      this.#counts.refusedByCircuit += 1;
      throw refusal("circuit_open", String(Math.ceil(this.#breaker.waitMs(now) / 1000)));
    }
    this.#counts.requests += 1;
    this.#budget.note(now);
    return era;
  }

  /** The end of a request that was let in, after its last try. */
  settle(era: number, verdict: Verdict, now: number): void {
    if (verdict === "none") return;
    if (verdict === "failed") this.#counts.failures += 1;
    const before = this.#breaker.state;
    this.#breaker.record(era, verdict === "failed", now);
    this.#tellCircuit(before);
  }

  /** The end of one try. */
  noteTry(server: Server, verdict: Verdict, now: number): void {
    if (verdict === "none") return;
    const kind = noteTry(server, verdict === "failed", this.#servers, now);
    if (kind !== null) this.#options.report({ kind, upstream: this.name, server: server.origin });
  }

  /** Whether the budget has another retry; takes it. */
  takeRetry(now: number): boolean {
    const isAllowed = this.#budget.take(now);
    if (isAllowed) this.#counts.retries += 1;
    else this.#counts.retriesDenied += 1;
    return isAllowed;
  }

  enter(server: Server): void {
    server.inFlight += 1;
    this.#inFlight += 1;
  }

  leave(server: Server): void {
    server.inFlight -= 1;
    this.#inFlight -= 1;
  }

  state(now: number): UpstreamState {
    const servers = this.#servers.map(({ ejectedUntil, ...server }) => ({
      ...server,
      isEjected: isEjected({ ...server, ejectedUntil }, now),
    }));
    return {
      name: this.name,
      circuit: this.#breaker.state,
      inFlight: this.#inFlight,
      inFlightMax: this.#options.inFlightMax,
      ...this.#counts,
      servers,
    };
  }

  #tellCircuit(before: CircuitState): void {
    const { state } = this.#breaker;
    if (state === before) return;
    if (state === "open") this.#counts.openings += 1;
    this.#options.report({ kind: "circuit", upstream: this.name, state });
  }
}

function refusal(reason: "upstream_overloaded" | "circuit_open", seconds: string): GatewayError {
  return new GatewayError(reason, seconds, { headers: ["Retry-After", seconds] });
}
