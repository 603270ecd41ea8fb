import { clientOf, type ProxyTrust } from "../client/client-address.ts";
import type { Stage } from "../pipeline/stage.ts";

/** Finds out who is behind the connection, for limits, logs and `X-Forwarded-*`. */
export function clientAddress(isTrusted: ProxyTrust, addressHeader: string | null): Stage {
  const sources = { isTrusted, addressHeader };
  return function clientAddress(exchange, next) {
    exchange.client = clientOf(exchange.headers, exchange.peerAddress, sources);
    return next(exchange);
  };
}
