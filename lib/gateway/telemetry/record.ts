import type { Logger } from "pino";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { accessLevel, accessLine } from "./access-line.ts";

/** Writes a request's one line when its answer has left, or has broken. */
export function recordAccess(log: Logger): (exchange: Exchange, reply: Reply) => void {
  return function recordAccess(exchange, reply) {
    const { status } = reply;
    exchange.onClosed = (outcome) => {
      const line = accessLine(exchange, status, outcome, performance.now() - exchange.startedAt);
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
