import type { Logger } from "pino";
import type { Exchange, Outcome } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { accessLevel, accessLine } from "./access-line.ts";

/** Is told of every request whose answer has left or has broken, in microseconds. Must not throw. */
export type Observer = (
  exchange: Exchange,
  status: number,
  outcome: Outcome,
  durationMs: number,
) => void;

/** Writes a request's one line when its answer has left, or has broken, and tells the observer. */
export function recordAccess(
  log: Logger,
  observe: Observer | null = null,
): (exchange: Exchange, reply: Reply) => void {
  return function recordAccess(exchange, reply) {
    const { status } = reply;
    exchange.onClosed = (outcome) => {
      const durationMs = performance.now() - exchange.startedAt;
      observe?.(exchange, status, outcome, durationMs);
      const line = accessLine(exchange, status, outcome, durationMs);
      log[accessLevel(exchange, status, outcome)]({ ...line, ...why(exchange) });
    };
  };
}

// A stack (pino's `err`) is for bugs of ours; a failing service or client needs no more than a name.
function why({ refusal }: Exchange): object | null {
  const cause = refusal?.cause;
  if (cause === undefined) return null;
  if (refusal?.reason === "internal") return { err: cause };
  if (!(cause instanceof Error)) return { cause };
  const root = cause.cause instanceof Error ? cause.cause : cause;
  const code = "code" in root ? root.code : undefined;
  return { cause: { type: root.name, message: root.message, code } };
}
