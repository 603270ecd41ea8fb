import { RecentCounts } from "./recent-counts.ts";

const RETRIED_SHARE = 0.2;
const RETRIES_MIN = 30;

/**
 * Keeps retries from becoming the load that a failing upstream cannot bear: in ten seconds, no more
 * than a fifth of its requests may be repeated. Thirty may be in any case, so that a quiet upstream,
 * of whose few requests a fifth is none, still gets its retries. `now` in milliseconds.
 */
export class RetryBudget {
  readonly #counts = new RecentCounts();

  /** A request has come, whatever its tries. */
  note(now: number): void {
    this.#counts.add(now);
  }

  /** Takes one retry out of the budget, or says that there is none left. */
  take(now: number): boolean {
    this.#counts.forget(now);
    const { all, marked } = this.#counts;
    if (marked >= Math.max(RETRIES_MIN, Math.floor(all * RETRIED_SHARE))) return false;
    this.#counts.mark(now);
    return true;
  }
}
