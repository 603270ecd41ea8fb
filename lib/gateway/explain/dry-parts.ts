import type { Address, CacheStore } from "../cache/store.ts";
import { trustProxies } from "../client/client-address.ts";
import type { RevocationList } from "../identity/revocation.ts";
import { createTokenVerifier } from "../identity/token.ts";
import { InFlight } from "../in-flight.ts";
import type { Parts } from "../pipeline/order.ts";
import type { Limiter } from "../ratelimit/limiter.ts";
import { recordAnswers } from "../telemetry/record.ts";
import { createUpstreamPools } from "../upstream/pools.ts";
import { createSigner } from "../upstream/signature.ts";
import type { Upstream, UpstreamCall } from "../upstream/upstream.ts";

/** What an explanation takes from the environment that the gateway would run in. */
export type Surroundings = {
  /** The secret of the tokens, and those that still verify during a rotation. */
  readonly secret: string;
  readonly previousSecrets: readonly string[];
  readonly signingSecret: string | null;
  readonly trustedProxies: readonly string[];
  readonly clientAddressHeader: string | null;
  /** The app's own origin as browsers see it. */
  readonly publicOrigin: string;
};

/** What a request would have done to the world: nothing of it has happened. */
export type Traces = {
  /** The call that the service would have got. */
  call: UpstreamCall | null;
  /** Where the cache looked for an answer. */
  address: Address | null;
  bug: unknown;
};

/**
 * The parts of a gateway that changes nothing: its services answer 200 to whatever they would have
 * been sent, its limiter counts nothing, its cache is empty and stays so, nobody is revoked. What
 * they were asked is written into `traces`.
 */
export function dryParts(surroundings: Surroundings, traces: Traces): Parts {
  const { clientAddressHeader, publicOrigin, signingSecret, trustedProxies } = surroundings;
  const upstream = recordingUpstream(traces);
  return {
    tokens: createTokenVerifier(surroundings),
    revocations: nobodyRevoked,
    limiter: uncounting,
    cache: emptyStore(traces),
    upstreams: { direct: upstream, route: upstream },
    pools: createUpstreamPools({ inFlightMax: 1, report: () => undefined }),
    inFlight: new InFlight(1),
    signer: signingSecret === null ? null : createSigner(signingSecret),
    isTrustedProxy: trustProxies(trustedProxies),
    clientAddressHeader,
    publicOrigin,
    isSampled: () => false,
    record: recordAnswers([]),
    reportBug(error) {
      traces.bug = error;
    },
  };
}

const nobodyRevoked: RevocationList = {
  revocationOf: () => null,
  revoke: () => Promise.reject(new Error("an explanation revokes nothing")),
};

/** Every hit is the first of its window. */
const uncounting: Limiter = {
  hit: (_, { requests, windowMs }) => ({
    isAllowed: true,
    remaining: requests - 1,
    resetMs: windowMs,
  }),
};

function recordingUpstream(traces: Traces): Upstream {
  return async function recordCall(call) {
    traces.call = call;
    const headers = ["Content-Type", "application/json", "Content-Length", "2"];
    return { status: 200, headers, body: "{}" };
  };
}

function emptyStore(traces: Traces): CacheStore {
  return {
    read(address) {
      traces.address = address;
      return { held: [], seal: { tags: [], local: 0, shared: "", checkedAt: 0 } };
    },
    write: () => undefined,
    drop: () => undefined,
    isCurrent: () => true,
    begin: () => null,
    abandon: () => undefined,
  };
}
