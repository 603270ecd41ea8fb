import type { CacheStore } from "../cache/store.ts";
import type { ProxyTrust } from "../client/client-address.ts";
import type { CorsConfig, GatewayConfig, RouteConfig } from "../config/schema.ts";
import type { Exchange } from "../exchange.ts";
import type { RevocationList } from "../identity/revocation.ts";
import { isSessionCookie } from "../identity/session-cookies.ts";
import type { TokenVerifier } from "../identity/token.ts";
import type { InFlight } from "../in-flight.ts";
import type { Limiter } from "../ratelimit/limiter.ts";
import type { Reply } from "../reply.ts";
import { accessLog } from "../stages/access-log.ts";
import { authenticate } from "../stages/authenticate.ts";
import { authorize } from "../stages/authorize.ts";
import { bodyLimit } from "../stages/body-limit.ts";
import { cache } from "../stages/cache.ts";
import { clientAddress } from "../stages/client-address.ts";
import { cors } from "../stages/cors.ts";
import { forward } from "../stages/forward.ts";
import { invalidate } from "../stages/invalidate.ts";
import { overload } from "../stages/overload.ts";
import { rateLimit } from "../stages/rate-limit.ts";
import { requestId } from "../stages/request-id.ts";
import type { RootSampler } from "../trace-context.ts";
import type { UpstreamPools } from "../upstream/pools.ts";
import type { Sign } from "../upstream/signature.ts";
import type { Upstream } from "../upstream/upstream.ts";
import { compose } from "./compose.ts";
import type { Handler, Stage } from "./stage.ts";

/** What the stages need that is not in routes.yaml; made once per process. */
export type Parts = {
  readonly tokens: TokenVerifier;
  readonly revocations: RevocationList;
  readonly limiter: Limiter;
  readonly cache: CacheStore;
  readonly upstreams: Readonly<Record<Exchange["lane"], Upstream>>;
  readonly pools: UpstreamPools;
  readonly inFlight: InFlight;
  /** Null without a signing secret; configuration then has no route that asks for one. */
  readonly signer: Sign | null;
  readonly isTrustedProxy: ProxyTrust;
  readonly clientAddressHeader: string | null;
  readonly publicOrigin: string;
  readonly isSampled: RootSampler;
  readonly record: (exchange: Exchange, reply: Reply) => void;
  readonly reportBug: (error: unknown, exchange: Exchange) => void;
};

/** What every request passes before its route is looked for; first is outermost. */
export function requestStages(
  config: CorsConfig,
  allowOf: (path: string) => string | null,
  parts: Parts,
): Record<string, Stage> {
  const {
    clientAddressHeader,
    inFlight,
    isSampled,
    isTrustedProxy,
    publicOrigin,
    record,
    reportBug,
  } = parts;
  return {
    access_log: accessLog({ record, reportBug }),
    request_id: requestId(isSampled),
    client_address: clientAddress(isTrustedProxy, clientAddressHeader),
    cors: cors({ config, publicOrigin, allowOf }),
    overload: overload(inFlight),
  };
}

/** What a request passes once its route is known; first is outermost. */
export function routePipeline(route: RouteConfig, config: GatewayConfig, parts: Parts): Handler {
  const { cache: store, limiter, pools, revocations, signer, tokens, upstreams } = parts;
  const rules = { isPrivate: route.authRequired && route.cacheScope !== "public", isSessionCookie };
  const isCached = route.cacheTtlMs !== null;
  const isCacheUsed = config.routes.some(({ cacheTtlMs }) => cacheTtlMs !== null);
  const stages = {
    authenticate: authenticate({
      isRequired: route.authRequired,
      tokens,
      revocations,
      limiter,
      failures: config.authFailures,
    }),
    authorize: authorize(route),
    rate_limit: rateLimit(route.rateLimit, limiter),
    cache: cache({ route, store, rules }),
    invalidate: invalidate({ route, store, isCacheUsed }),
    body_limit: bodyLimit(route.maxBodyBytes),
  };
  // A cache reads the upstream's own headers, and then applies the rules itself.
  const handler = forward({
    ...{ route, upstreams, signer },
    pool: pools.of(route.upstream.name),
    rules: isCached ? null : rules,
  });
  return compose(stages, { name: "forward", handler });
}
