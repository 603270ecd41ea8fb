import { errorReply } from "../errors/envelope.ts";
import { GatewayError, refusalOf } from "../errors/gateway-error.ts";
import type { Exchange, Outcome } from "../exchange.ts";
import type { InFlight } from "../in-flight.ts";
import { mapReply, type Stage } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";

type Options = {
  readonly inFlight: InFlight;
  /** What is refused ends here, outside the access log. */
  readonly record: (exchange: Exchange, reply: Reply) => void;
};

const RETRY_SECONDS = "1";

/**
 * Refuses requests beyond the most that may be in flight, before any work is done for them. A
 * request is in flight until its answer has been sent or has broken: a slow reader counts for as long
 * as it reads, an event stream for as long as it is open. Stands outside the access log, whose
 * `onClosed` it adds to.
 */
export function overload({ inFlight, record }: Options): Stage {
  function refuse(exchange: Exchange): Reply {
    const error = new GatewayError("overloaded", RETRY_SECONDS, {
      headers: ["Retry-After", RETRY_SECONDS],
    });
    exchange.refusal = refusalOf(error, "overload");
    const reply = errorReply(error, exchange.requestId, Date.now());
    record(exchange, reply);
    return reply;
  }

  function leaveWhenClosed(exchange: Exchange): void {
    const tell = exchange.onClosed;
    exchange.onClosed = (outcome: Outcome) => {
      exchange.onClosed = null;
      inFlight.leave();
      tell?.(outcome);
    };
  }

  return function overload(exchange, next) {
    if (!inFlight.enter()) return refuse(exchange);
    return mapReply(next(exchange), (reply) => {
      leaveWhenClosed(exchange);
      return reply;
    });
  };
}
