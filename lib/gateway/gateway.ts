import type { GatewayConfig, RouteConfig } from "./config/schema.ts";
import { GatewayError } from "./errors/gateway-error.ts";
import type { Exchange } from "./exchange.ts";
import { compose } from "./pipeline/compose.ts";
import { type Parts, requestStages, routePipeline } from "./pipeline/order.ts";
import type { Handler } from "./pipeline/stage.ts";
import type { Reply } from "./reply.ts";
import { createRouter, type Match } from "./routing/router.ts";

/** One configuration, compiled. A changed file makes another gateway; requests keep theirs. */
export type Gateway = {
  readonly config: GatewayConfig;
  /** Answers every request, refusals and bugs included; never throws or rejects. */
  readonly handle: Handler;
  /** The same for requests that no route may take, because they came round the lane that routes. */
  readonly refuse: Handler;
};

type CompiledRoute = { readonly config: RouteConfig; readonly pipeline: Handler };

/** Compiles each route's pipeline and the table that finds it. */
export function createGateway(config: GatewayConfig, parts: Parts): Gateway {
  const router = createRouter<CompiledRoute>(
    config.routes.map((route) => ({
      path: route.path,
      method: route.method,
      value: { config: route, pipeline: routePipeline(route, config, parts) },
    })),
  );

  function dispatch(exchange: Exchange): Reply | Promise<Reply> {
    const { headFault } = exchange;
    if (headFault !== null) throw new GatewayError(headFault.reason, headFault.detail);
    const { path, fault } = exchange.target;
    if (fault !== null) throw new GatewayError("path_refused", fault);
    const match = router.match(path);
    if (match === null) throw new GatewayError("route_missing");
    const route = routeFor(exchange.method, match);
    if (route === null) return refuseMethod(exchange.method, match);
    exchange.route = route.config;
    exchange.params = match.params;
    return route.pipeline(exchange);
  }

  const allowOf = (path: string) => {
    const match = router.match(path);
    return match === null ? null : allow(match);
  };
  const outer = requestStages(config.cors, allowOf, parts);
  return {
    config,
    handle: compose(outer, { name: "route", handler: dispatch }),
    refuse: compose(outer, { name: "route", handler: noRoute }),
  };
}

function noRoute(): never {
  throw new GatewayError("route_missing");
}

function routeFor<T>(method: string, { methods }: Match<T>): T | null {
  return methods.get(method) ?? (method === "HEAD" ? methods.get("GET") : undefined) ?? null;
}

function refuseMethod(method: string, match: Match<unknown>): Reply {
  const headers = ["Allow", allow(match)];
  if (method === "OPTIONS") return { status: 204, headers, body: null };
  throw new GatewayError("method_refused", method, { headers });
}

/** The `Allow` field of a path: HEAD comes with GET, OPTIONS always. */
function allow({ methods }: Match<unknown>): string {
  const listed = new Set(methods.keys());
  if (listed.has("GET")) listed.add("HEAD");
  return [...listed, "OPTIONS"].join(", ");
}
