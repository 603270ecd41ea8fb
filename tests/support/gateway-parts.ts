import type { Dispatcher } from "undici";
import { memoryStore } from "#lib/gateway/cache/memory-store.ts";
import { trustProxies } from "#lib/gateway/client/client-address.ts";
import { memoryRevocations } from "#lib/gateway/identity/memory-revocations.ts";
import { createTokenVerifier } from "#lib/gateway/identity/token.ts";
import { InFlight } from "#lib/gateway/in-flight.ts";
import type { Parts } from "#lib/gateway/pipeline/order.ts";
import { memoryLimiter } from "#lib/gateway/ratelimit/memory-limiter.ts";
import { decodedUpstream } from "#lib/gateway/upstream/decoded.ts";
import { dispatchUpstream } from "#lib/gateway/upstream/dispatch.ts";
import { createUpstreamPools } from "#lib/gateway/upstream/pools.ts";

type Options = {
  /** Signs the tokens that are taken. */
  readonly secret: string;
  /** Calls the services. */
  readonly dispatcher: Dispatcher;
};

/** What a process without Redis gives its gateway, for a test to say what it wants otherwise. */
export function gatewayParts(
  { secret, dispatcher }: Options,
  changes: Pick<Parts, "record" | "reportBug"> & Partial<Parts>,
): Parts {
  const direct = dispatchUpstream(dispatcher);
  return {
    tokens: createTokenVerifier({ secret, previousSecrets: [] }),
    revocations: memoryRevocations(),
    limiter: memoryLimiter(),
    cache: memoryStore(1024 ** 2),
    upstreams: { direct, route: decodedUpstream(direct) },
    pools: createUpstreamPools({ inFlightMax: 500, report: () => undefined }),
    inFlight: new InFlight(2000),
    signer: null,
    isTrustedProxy: trustProxies([]),
    clientAddressHeader: null,
    publicOrigin: "https://app.example",
    isSampled: () => false,
    ...changes,
  };
}
