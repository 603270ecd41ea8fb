import { errorReply } from "../errors/envelope.ts";
import { GatewayError, refusalOf } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import { neverRejecting, type Stage } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";
import { newRequestId } from "../request-id.ts";

type Options = {
  /** Arranges for one line about an answered request, written when its answer has been sent. */
  readonly record: (exchange: Exchange, reply: Reply) => void;
  /** Tells the operator of a bug outside of the pipeline's layers; must not throw. */
  readonly reportBug: (error: unknown, exchange: Exchange) => void;
};

/**
 * The outermost stage: whatever happens within, the request is answered, with the headers that
 * stages want on every answer, and leaves exactly one line. What breaks outside of the pipeline's own
 * layers becomes an `internal` envelope that still carries a request id and shows nothing of the error.
 */
export function accessLog({ record, reportBug }: Options): Stage {
  function finish(reply: Reply, exchange: Exchange): Reply {
    for (const part of exchange.answerHeaders) reply.headers.push(part);
    try {
      record(exchange, reply);
    } catch (error) {
      reportBug(error, exchange);
    }
    return reply;
  }

  function recover(cause: unknown, exchange: Exchange): Reply {
    reportBug(cause, exchange);
    if (exchange.requestId === "") {
      exchange.requestId = newRequestId();
      exchange.answerHeaders.push("X-Request-ID", exchange.requestId);
    }
    const error = new GatewayError("internal", "", { cause });
    exchange.refusal = refusalOf(error, "access_log");
    return finish(errorReply(error, exchange.requestId, Date.now()), exchange);
  }

  return function accessLog(exchange, next) {
    try {
      const reply = next(exchange);
      return reply instanceof Promise
        ? neverRejecting(
            reply.then(
              (reply) => finish(reply, exchange),
              (error) => recover(error, exchange),
            ),
          )
        : finish(reply, exchange);
    } catch (error) {
      return recover(error, exchange);
    }
  };
}
