import { mapReply, type Stage, withHeaders } from "../pipeline/stage.ts";
import { requestIdOf } from "../request-id.ts";

/** Gives the request its id, and every answer the same one. */
export function requestId(): Stage {
  return function requestId(exchange, next) {
    exchange.requestId = requestIdOf(exchange.headers);
    return mapReply(next(exchange), (reply) =>
      withHeaders(reply, ["X-Request-ID", exchange.requestId]),
    );
  };
}
