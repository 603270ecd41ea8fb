import { Cancellation } from "#lib/gateway/cancellation.ts";
import { parseConfig } from "#lib/gateway/config/parse.ts";
import type { RouteConfig } from "#lib/gateway/config/schema.ts";
import type { Reason } from "#lib/gateway/errors/catalogue.ts";
import { GatewayError, refusalOf } from "#lib/gateway/errors/gateway-error.ts";
import { createExchange, type Exchange } from "#lib/gateway/exchange.ts";
import { readTarget } from "#lib/gateway/routing/canonical-path.ts";

/** The trace of the exchanges below. */
export const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

type Changes = Partial<Pick<Exchange, "lane" | "method" | "headers">>;

/** A request for tests, with secrets in every place where clients put them. */
export function anExchange(target = "/api/v1/a/7?token=s3cret", changes: Changes = {}): Exchange {
  const exchange = createExchange({
    ...{ method: "GET", rawTarget: target, target: readTarget(target), headFault: null },
    headers: [
      ...["Authorization", "Bearer s3cret", "Cookie", "session=s3cret", "User-Agent", "test/1"],
      ...["Referer", "https://app.example/?token=s3cret"],
    ],
    ...{ peerAddress: "192.0.2.1", lane: "direct", cancellation: new Cancellation(), body: null },
    ...changes,
  });
  exchange.requestId = "req-1";
  exchange.trace = { traceId: TRACE, spanId: "00f067aa0ba902b7", parentId: null, flags: "00" };
  exchange.client = { address: "192.0.2.1", proto: "https", host: "", forwardedFor: "" };
  return exchange;
}

/** The same, refused at a stage. */
export function refusedBy(reason: Reason | null, stage = "forward", cause?: unknown): Exchange {
  const exchange = anExchange();
  if (reason !== null) {
    exchange.refusal = refusalOf(new GatewayError(reason, "", { cause }), stage);
  }
  return exchange;
}

/** A route as it comes from routes.yaml. */
export function aRoute(options: object = {}): RouteConfig {
  const route = { path: "/api/v1/a/{id}", method: "GET", proxy_upstream: "http://127.0.0.1:1" };
  const file = { version: "1.0", routes: [{ ...route, ...options }] };
  const parsed = parseConfig(JSON.stringify(file), { file: "routes.yaml", env: {} });
  const [first] = parsed.ok ? parsed.config.routes : [];
  if (first === undefined) throw new Error("no route");
  return first;
}
