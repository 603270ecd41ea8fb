import { GatewayError } from "../errors/gateway-error.ts";
import type { InFlight } from "../in-flight.ts";
import type { Stage } from "../pipeline/stage.ts";

const RETRY_SECONDS = "1";

/**
 * Refuses requests beyond the most that may be in flight, before any work is done for them. A
 * request is in flight until its answer has been sent or has broken: a slow reader counts for as long
 * as it reads, an event stream for as long as it is open.
 */
export function overload(inFlight: InFlight): Stage {
  const leave = () => inFlight.leave();
  return function overload(exchange, next) {
    if (!inFlight.enter()) {
      throw new GatewayError("overloaded", RETRY_SECONDS, {
        headers: ["Retry-After", RETRY_SECONDS],
      });
    }
    exchange.onClosed = leave;
    return next(exchange);
  };
}
