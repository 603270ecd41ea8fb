import { errorReply } from "../errors/envelope.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import { type Stage, withHeaders } from "../pipeline/stage.ts";
import { newRequestId } from "../request-id.ts";

/** Tells the operator of a bug; must not throw. */
export type BugReport = (error: unknown, exchange: Exchange) => void;

/**
 * The last resort, for bugs in the stages that decorate answers: an `internal` envelope that still
 * carries a request id. Nothing of the error is shown.
 */
export function recovery(report: BugReport): Stage {
  function recover(error: unknown, exchange: Exchange) {
    report(error, exchange);
    const requestId = exchange.requestId || newRequestId();
    const reply = errorReply(new GatewayError("internal"), requestId, Date.now());
    return withHeaders(reply, ["X-Request-ID", requestId]);
  }
  return function recovery(exchange, next) {
    try {
      const reply = next(exchange);
      return reply instanceof Promise ? reply.catch((error) => recover(error, exchange)) : reply;
    } catch (error) {
      return recover(error, exchange);
    }
  };
}
