import { RecentCounts } from "./recent-counts.ts";

const REQUESTS_MIN = 20;
const FAILED_SHARE = 0.5;
const OPEN_MS = 5000;
const PROBE_EVERY_MS = 1000;

export type CircuitState = "closed" | "open" | "half_open";

/**
 * A circuit breaker as a plain state machine; `now` in milliseconds, never going back.
 *
 * - closed: requests pass. Opens when at least half of the last ten seconds' requests failed, if
 *   there were at least 20 of them.
 * - open: none pass for five seconds; then it is half open.
 * - half open: one request a second passes. The first that has an outcome decides: closed after a
 *   success, open again after a failure. A probe that ends without either (its client left) leaves
 *   the decision to the next, so that none can block the way.
 */
export class Breaker {
  readonly #outcomes = new RecentCounts();
  #state: CircuitState = "closed";
  #era = 0;
  #passesFrom = 0;

  get state(): CircuitState {
    return this.#state;
  }

  /** Lets a request pass and gives what its outcome is to be recorded with, or null: refused. */
  admit(now: number): number | null {
    if (this.#state === "closed") return this.#era;
    if (now < this.#passesFrom) return null;
    if (this.#state === "open") this.#turn("half_open");
    this.#passesFrom = now + PROBE_EVERY_MS;
    return this.#era;
  }

  /** Milliseconds until a request may pass. */
  waitMs(now: number): number {
    return this.#state === "closed" ? 0 : Math.max(0, this.#passesFrom - now);
  }

  /** Outcomes of requests that were let in before the last change of state say nothing about now. */
  record(era: number, isFailure: boolean, now: number): void {
    if (era !== this.#era) return;
    if (this.#state === "half_open") {
      if (isFailure) this.#open(now);
      else this.#turn("closed");
      return;
    }
    this.#outcomes.add(now);
    if (!isFailure) return;
    this.#outcomes.mark(now);
    const { all, marked } = this.#outcomes;
    if (all >= REQUESTS_MIN && marked >= all * FAILED_SHARE) this.#open(now);
  }

  #open(now: number): void {
    this.#turn("open");
    this.#passesFrom = now + OPEN_MS;
  }

  #turn(state: CircuitState): void {
    this.#state = state;
    this.#era += 1;
    this.#outcomes.clear();
  }
}
