import { errorReply } from "../errors/envelope.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import { type Stage, withHeaders } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";
import { newRequestId } from "../request-id.ts";

/** Tells the operator of a bug; must not throw. */
export type BugReport = (error: unknown, exchange: Exchange) => void;

/**
 * The last resort: whatever breaks outside the pipeline's own layers becomes an `internal` envelope
 * that still carries a request id and shows nothing of the error. Also reports the bugs that left
 * no line in the access log, because they broke a stage outside of it.
 */
export function recovery(report: BugReport): Stage {
  function recover(error: unknown, exchange: Exchange) {
    report(error, exchange);
    const requestId = exchange.requestId || newRequestId();
    const reply = errorReply(new GatewayError("internal"), requestId, Date.now());
    return withHeaders(reply, ["X-Request-ID", requestId]);
  }

  function reportUnlogged(reply: Reply, exchange: Exchange): Reply {
    const { refusal, repliedAt } = exchange;
    if (refusal?.reason === "internal" && repliedAt === 0) report(refusal.cause, exchange);
    return reply;
  }

  return function recovery(exchange, next) {
    try {
      const reply = next(exchange);
      return reply instanceof Promise
        ? reply.then(
            (reply) => reportUnlogged(reply, exchange),
            (error) => recover(error, exchange),
          )
        : reportUnlogged(reply, exchange);
    } catch (error) {
      return recover(error, exchange);
    }
  };
}
