import type { Exchange, Outcome } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/**
 * Takes note of a request whose answer has left, or has broken. `status` is the answer's,
 * `durationMs` the time from arrival to now, `now` in milliseconds since the epoch. Must not throw.
 */
export type Observer = (
  exchange: Exchange,
  status: number,
  outcome: Outcome,
  durationMs: number,
  now: number,
) => void;

/** Tells every observer of each answered request, once, behind whoever waits for its end already. */
export function recordAnswers(
  observers: readonly Observer[],
): (exchange: Exchange, reply: Reply) => void {
  return function recordAnswer(exchange, reply) {
    const { status } = reply;
    exchange.repliedAt = performance.now();
    const before = exchange.onClosed;
    exchange.onClosed = (outcome) => {
      exchange.onClosed = null;
      before?.(outcome);
      const durationMs = performance.now() - exchange.startedAt;
      const now = Date.now();
      for (const observe of observers) observe(exchange, status, outcome, durationMs, now);
    };
  };
}
