import { errorReply } from "../errors/envelope.ts";
import { GatewayError, refusalOf } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import {
  type Handler,
  isNeverRejecting,
  neverRejecting,
  passThrough,
  type Stage,
} from "./stage.ts";

/** What the innermost stage passes requests to. */
type Named = { readonly name: string; readonly handler: Handler };

/**
 * Nests stages around a handler, first is outermost; their names are what explanations and metrics
 * say. An error is rendered at the layer that threw,
 * so that the stages outside still decorate and log the answer; anything but a GatewayError is a
 * bug of ours and becomes `internal`.
 */
export function compose(stages: Readonly<Record<string, Stage>>, last: Named): Handler {
  return Object.entries(stages)
    .filter(([, stage]) => stage !== passThrough)
    .reduceRight<Handler>(
      (next, [name, stage]) => layer(name, (exchange) => stage(exchange, next)),
      layer(last.name, last.handler),
    );
}

function layer(name: string, handler: Handler): Handler {
  return function layer(exchange) {
    const { names, times } = exchange.passage;
    names.push(name);
    times.push(performance.now());
    try {
      const reply = handler(exchange);
      if (!(reply instanceof Promise) || isNeverRejecting(reply)) return reply;
      return neverRejecting(reply.then(undefined, (error) => refuse(error, name, exchange)));
    } catch (error) {
      return refuse(error, name, exchange);
    }
  };
}

function refuse(thrown: unknown, stage: string, exchange: Exchange): Reply {
  const error =
    thrown instanceof GatewayError ? thrown : new GatewayError("internal", "", { cause: thrown });
  exchange.refusal = refusalOf(error, stage);
  return errorReply(error, exchange.requestId, Date.now());
}
