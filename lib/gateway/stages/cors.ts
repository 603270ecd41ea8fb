import type { CorsConfig } from "../config/schema.ts";
import { corsHeaders, isPreflight, preflightHeaders } from "../cors/cors-headers.ts";
import { type Origin, originOf } from "../cors/origin.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import type { Stage } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";

type Options = {
  readonly config: CorsConfig;
  /** The app's own origin as browsers see it. */
  readonly publicOrigin: string;
  /** `Allow` of a path, or null when no route has it. */
  readonly allowOf: (path: string) => string | null;
};

/** Answers preflights, and tells browsers of allowed origins that they may read the answer. */
export function cors({ config, publicOrigin, allowOf }: Options): Stage {
  /** The methods that the preflight is told, or why it is told none. */
  function methodsFor({ headFault, target }: Exchange, origin: Origin): string | GatewayError {
    if (origin === "foreign") return new GatewayError("origin_refused");
    if (headFault !== null) return new GatewayError(headFault.reason, headFault.detail);
    if (target.fault !== null) return new GatewayError("path_refused", target.fault);
    return allowOf(target.path) ?? new GatewayError("route_missing");
  }

  function preflight(exchange: Exchange, origin: Origin): Reply {
    const { answerHeaders, headers } = exchange;
    const methods = methodsFor(exchange, origin);
    if (methods instanceof GatewayError) {
      answerHeaders.push(...corsHeaders(headers, origin, config));
      throw methods;
    }
    return { status: 204, headers: preflightHeaders(headers, origin, config, methods), body: null };
  }

  return function cors(exchange, next) {
    const origin = originOf(exchange.headers, config, publicOrigin);
    if (isPreflight(exchange.method, exchange.headers)) return preflight(exchange, origin);
    for (const part of corsHeaders(exchange.headers, origin, config)) {
      exchange.answerHeaders.push(part);
    }
    return next(exchange);
  };
}
