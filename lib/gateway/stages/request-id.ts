import type { Stage } from "../pipeline/stage.ts";
import { requestIdOf } from "../request-id.ts";
import { type RootSampler, traceOf } from "../trace-context.ts";

/** Gives the request its id and its trace, and every answer the same id. */
export function requestId(isSampled: RootSampler): Stage {
  return function requestId(exchange, next) {
    exchange.requestId = requestIdOf(exchange.headers);
    exchange.trace = traceOf(exchange.headers, isSampled);
    exchange.answerHeaders.push("X-Request-ID", exchange.requestId);
    return next(exchange);
  };
}
