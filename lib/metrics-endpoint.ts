import { answerEnveloped } from "./auth/enveloped.ts";
import { env } from "./env.ts";
import { GatewayError } from "./gateway/errors/gateway-error.ts";
import { gatewayInstance } from "./gateway/instance.ts";
import { rawRequestOf } from "./gateway/lanes/raw-requests.ts";
import { mayReadMetrics } from "./gateway/telemetry/metrics/access.ts";

/**
 * Answers `/metrics`: Prometheus's text for who may read it, for all others what any address that
 * nobody owns is answered with. Who asks is taken from the socket, as the boot hook has recorded it.
 */
export function answerMetrics(request: Request): Promise<Response> {
  return answerEnveloped(request, async () => {
    const { metrics } = gatewayInstance();
    if (metrics === null || !mayRead(request)) throw new GatewayError("route_missing");
    const headers = { "content-type": metrics.contentType, "cache-control": "no-store" };
    return new Response(await metrics.text(), { headers });
  });
}

function mayRead(request: Request): boolean {
  const { metrics, trustedProxies } = env();
  const raw = rawRequestOf(request.headers);
  const call = {
    peerAddress: raw?.message.socket.remoteAddress ?? null,
    headers: raw?.message.rawHeaders ?? [...request.headers].flat(),
  };
  const rules = { token: metrics?.token ?? null, hasTrustedProxies: trustedProxies.length > 0 };
  return mayReadMetrics(call, rules);
}
