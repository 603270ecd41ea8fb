import type { CorsConfig } from "../config/schema.ts";
import { corsHeaders, isPreflight, preflightHeaders } from "../cors/cors-headers.ts";
import { originOf } from "../cors/origin.ts";
import { errorReply } from "../errors/envelope.ts";
import { GatewayError, refusalOf } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import { mapReply, type Stage, withHeaders } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";

type Options = {
  readonly config: CorsConfig;
  /** The app's own origin as browsers see it. */
  readonly publicOrigin: string;
  /** `Allow` of a path, or null when no route has it. */
  readonly allowOf: (path: string) => string | null;
  /** Preflights end here, outside the access log. */
  readonly record: (exchange: Exchange, reply: Reply) => void;
};

/** Answers preflights, and tells browsers of allowed origins that they may read the answer. */
export function cors({ config, publicOrigin, allowOf, record }: Options): Stage {
  function preflight(exchange: Exchange): Reply {
    const origin = originOf(exchange.headers, config, publicOrigin);
    if (origin === "foreign") return refused(exchange, new GatewayError("origin_refused"), []);
    const visible = corsHeaders(exchange.headers, origin, config);
    const { headFault, target } = exchange;
    if (headFault !== null) {
      return refused(exchange, new GatewayError(headFault.reason, headFault.detail), visible);
    }
    const { path, fault } = target;
    if (fault !== null) return refused(exchange, new GatewayError("path_refused", fault), visible);
    const methods = allowOf(path);
    if (methods === null) return refused(exchange, new GatewayError("route_missing"), visible);
    return {
      status: 204,
      headers: preflightHeaders(exchange.headers, origin, config, methods),
      body: null,
    };
  }

  function refused(exchange: Exchange, error: GatewayError, headers: readonly string[]): Reply {
    const vary =
      headers.length === 0 && config.allowedOrigins.length > 0 ? ["vary", "Origin"] : headers;
    exchange.refusal = refusalOf(error, "cors");
    return withHeaders(errorReply(error, exchange.requestId, Date.now()), vary);
  }

  return function cors(exchange, next) {
    if (isPreflight(exchange.method, exchange.headers)) {
      const reply = preflight(exchange);
      record(exchange, reply);
      return reply;
    }
    const origin = originOf(exchange.headers, config, publicOrigin);
    const headers = corsHeaders(exchange.headers, origin, config);
    return headers.length === 0
      ? next(exchange)
      : mapReply(next(exchange), (reply) => withHeaders(reply, headers));
  };
}
