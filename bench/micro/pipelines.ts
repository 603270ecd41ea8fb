import { memoryStore } from "../../lib/gateway/cache/memory-store.ts";
import { trustProxies } from "../../lib/gateway/client/client-address.ts";
import { createGateway } from "../../lib/gateway/gateway.ts";
import type { HeaderList } from "../../lib/gateway/header-list.ts";
import { memoryRevocations } from "../../lib/gateway/identity/memory-revocations.ts";
import { createTokenVerifier } from "../../lib/gateway/identity/token.ts";
import { InFlight } from "../../lib/gateway/in-flight.ts";
import { memoryLimiter } from "../../lib/gateway/ratelimit/memory-limiter.ts";
import { accessLog as logAccess } from "../../lib/gateway/telemetry/access-log.ts";
import { recordAnswers } from "../../lib/gateway/telemetry/record.ts";
import { createUpstreamPools } from "../../lib/gateway/upstream/pools.ts";
import type { Upstream } from "../../lib/gateway/upstream/upstream.ts";
import { SECRET } from "../workload.ts";
import { arrivedExchange, benchConfig, upstreamReply } from "./samples.ts";
import { silentLog } from "./silent-log.ts";

const CACHE_BYTES = 16 * 1024 ** 2;

/** Everything that the gateway itself does for a request, without sockets. */
export function pipelines(headers: HeaderList): Record<string, () => unknown> {
  const upstream: Upstream = () => Promise.resolve(upstreamReply());
  const { handle } = createGateway(benchConfig(), {
    tokens: createTokenVerifier({ secret: SECRET, previousSecrets: [] }),
    limiter: memoryLimiter(),
    revocations: memoryRevocations(),
    cache: memoryStore(CACHE_BYTES),
    upstreams: { direct: upstream, route: upstream },
    pools: createUpstreamPools({ inFlightMax: 500, report: () => undefined }),
    inFlight: new InFlight(2000),
    isTrustedProxy: trustProxies([]),
    clientAddressHeader: null,
    publicOrigin: "https://app.example.com",
    isSampled: () => false,
    record: recordAnswers([logAccess(silentLog())]),
    signer: null,
    reportBug: (error) => {
      throw error;
    },
  });
  const anonymous = headers.filter(
    (text, index) => text !== "Authorization" && headers[index - 1] !== "Authorization",
  );
  const send = async (headers: HeaderList) => {
    const exchange = arrivedExchange(headers);
    const reply = await handle(exchange);
    exchange.onClosed?.({ bytesOut: 514, isComplete: true });
    return reply;
  };
  return {
    "authenticated GET": () => send(headers),
    "401 without a token": () => send(anonymous),
  };
}
