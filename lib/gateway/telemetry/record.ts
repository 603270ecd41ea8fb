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
      const cause = exchange.refusal?.cause;
      log[accessLevel(exchange, status, outcome)](
        cause === undefined ? line : { ...line, err: describe(cause, exchange) },
      );
    };
  };
}

// A stack is for bugs of ours; a failing service or client needs no more than a name.
function describe(cause: unknown, exchange: Exchange): unknown {
  if (exchange.refusal?.reason === "internal" || !(cause instanceof Error)) return cause;
  const root = cause.cause instanceof Error ? cause.cause : cause;
  return { type: root.name, message: root.message, code: "code" in root ? root.code : undefined };
}
