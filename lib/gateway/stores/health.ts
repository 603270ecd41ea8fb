import type { Logger } from "pino";
import { describeFailure, isAboutOneCommand } from "./failure.ts";

/** Longest wait for the store within a request, in milliseconds. */
export const STORE_BUDGET_MS = 250;
const BUDGET_SLICES = 5;
const PROBE_EVERY_MS = 1000;
const COMPLAIN_EVERY_MS = 60_000;

type Options = {
  /** Rejects while the store is unfit for use; resolves when it is fit. */
  readonly probe: () => Promise<void>;
  readonly log: Pick<Logger, "warn" | "info">;
  readonly budgetMs?: number;
  readonly probeEveryMs?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
};

/** Whether the shared store can be used: one state per process, for all that use the store. */
export type StoreHealth = {
  /**
   * The operation's result, or the fallback's: at once and without a promise while the store is
   * gone, otherwise within the budget of running time. A timeout, a refusal or an error begins an outage, except an
   * error that is about this one command. Never rejects for the store's sake.
   */
  guard<T>(operation: () => Promise<T>, fallback: () => T): T | Promise<T>;
  /** How long the store has been gone, in milliseconds; 0 when it is there. */
  goneForMs(now: number): number;
  /** Decisions taken without the store, and outages, since the process started. */
  readonly counters: { readonly fallbacks: number; readonly outages: number };
  /** Looks for recovery no more. */
  close(): void;
};

type Outage = { readonly sinceMs: number; readonly timer: NodeJS.Timeout };

/** Health of a store that is taken to be there until something fails. */
export function createStoreHealth(options: Options): StoreHealth {
  const { probe, log, budgetMs = STORE_BUDGET_MS, now = Date.now } = options;
  const { probeEveryMs = PROBE_EVERY_MS } = options;
  const counters = { fallbacks: 0, outages: 0 };
  let outage: Outage | null = null;
  let silentUntil = 0;

  function begin(error: unknown): void {
    if (outage !== null) return;
    outage = { sinceMs: now(), timer: setInterval(look, probeEveryMs).unref() };
    counters.outages += 1;
    log.warn({ why: describeFailure(error) }, "shared store gone, deciding in this process");
  }

  function look(): void {
    withinBudget(probe(), budgetMs).then(end, () => {});
  }

  function end(): void {
    if (outage === null) return;
    clearInterval(outage.timer);
    log.info({ gone_ms: now() - outage.sinceMs }, "shared store recovered");
    outage = null;
  }

  // Our mistake or a limit of the server's plan: it must show, and not with every request.
  function complain(error: unknown): void {
    if (now() < silentUntil) return;
    silentUntil = now() + COMPLAIN_EVERY_MS;
    log.warn({ why: describeFailure(error) }, "shared store refused a command");
  }

  async function attempt<T>(operation: () => Promise<T>, fallback: () => T): Promise<T> {
    try {
      return await withinBudget(operation(), budgetMs);
    } catch (error) {
      if (isAboutOneCommand(error)) complain(error);
      else begin(error);
      counters.fallbacks += 1;
      return fallback();
    }
  }

  return {
    guard(operation, fallback) {
      if (outage === null) return attempt(operation, fallback);
      counters.fallbacks += 1;
      return fallback();
    },
    goneForMs: (now) => (outage === null ? 0 : Math.max(1, now - outage.sinceMs)),
    counters,
    close() {
      if (outage !== null) clearInterval(outage.timer);
    },
  };
}

/** The store did not answer within the budget. */
class StoreTimeoutError extends Error {
  override readonly name = "StoreTimeoutError";
}

// Only time in which this process runs counts. One that stood still, starting up under a burst or on
// a busy machine, has not yet sent what it waits for: however long that was, it is one slice.
function withinBudget<T>(result: Promise<T>, budgetMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new StoreTimeoutError(`no answer within ${budgetMs} ms`));
    let slicesLeft = BUDGET_SLICES;
    const timer = setTimeout(() => {
      slicesLeft -= 1;
      if (slicesLeft > 0) timer.refresh();
      // An answer that is there by now is read before this runs.
      else setImmediate(late);
    }, budgetMs / BUDGET_SLICES);
    result.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
