import { CATALOGUE } from "../errors/catalogue.ts";
import { errorReply } from "../errors/envelope.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { type Handler, passThrough, type Stage } from "./stage.ts";

/**
 * Nests stages around a handler, first is outermost. An error is rendered at the layer that threw,
 * so that the stages outside still decorate and log the answer; anything but a GatewayError is a
 * bug of ours and becomes `internal`.
 */
export function compose(stages: readonly Stage[], innermost: Handler): Handler {
  const wrap = (next: Handler, stage: Stage): Handler => layer((exchange) => stage(exchange, next));
  return stages.filter((stage) => stage !== passThrough).reduceRight(wrap, layer(innermost));
}

function layer(handler: Handler): Handler {
  return function layer(exchange) {
    try {
      const reply = handler(exchange);
      return reply instanceof Promise ? reply.catch((error) => refuse(error, exchange)) : reply;
    } catch (error) {
      return refuse(error, exchange);
    }
  };
}

function refuse(thrown: unknown, exchange: Exchange): Reply {
  const error =
    thrown instanceof GatewayError ? thrown : new GatewayError("internal", "", { cause: thrown });
  exchange.refusal = {
    reason: error.reason,
    code: CATALOGUE[error.reason].code,
    cause: error.cause,
  };
  return errorReply(error, exchange.requestId, Date.now());
}
