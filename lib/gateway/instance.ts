import type { Logger } from "pino";
import { type Env, env } from "../env.ts";
import { type MemoryStore, memoryStore } from "./cache/memory-store.ts";
import { redisStore } from "./cache/redis-store.ts";
import type { CacheStore } from "./cache/store.ts";
import { tieredStore } from "./cache/tiered-store.ts";
import { trustProxies } from "./client/client-address.ts";
import type { Finding } from "./config/lint.ts";
import type { Exchange } from "./exchange.ts";
import type { Gateway } from "./gateway.ts";
import type { RevocationList } from "./identity/revocation.ts";
import { createTokenVerifier } from "./identity/token.ts";
import { InFlight } from "./in-flight.ts";
import { createObservation, type Observation } from "./observation/observation.ts";
import type { Parts } from "./pipeline/order.ts";
import type { Handler } from "./pipeline/stage.ts";
import { processWide } from "./process-wide.ts";
import type { Limiter } from "./ratelimit/limiter.ts";
import { type Readiness, readinessOf, UNAVAILABLE } from "./readiness.ts";
import type { Reply } from "./reply.ts";
import { openConfiguration } from "./running-configuration.ts";
import { shutdown } from "./shutdown.ts";
import type { StoreHealth } from "./stores/health.ts";
import { openStores, type Stores } from "./stores/open.ts";
import { createMetrics, type Metrics } from "./telemetry/metrics/metrics.ts";
import { openTelemetry, type Telemetry } from "./telemetry/open.ts";
import { createUpstreamAgent } from "./upstream/agent.ts";
import { decodedUpstream } from "./upstream/decoded.ts";
import { dispatchUpstream } from "./upstream/dispatch.ts";
import { logUpstreamEvents } from "./upstream/event-log.ts";
import type { UpstreamState } from "./upstream/pool.ts";
import { createUpstreamPools } from "./upstream/pools.ts";
import { createSigner } from "./upstream/signature.ts";

// Requests that Next took before the boot hook ran take the route lane, and nothing is wrong.
const ATTACHED_WITHIN_SECONDS = 10;

/** This process's one gateway and what the rest of the app shares with it. */
export type Instance = {
  /** The gateway of the running configuration; read it per request. */
  readonly gateway: Gateway;
  /** What the author of the running configuration may not have meant. */
  readonly findings: () => readonly Finding[];
  /** Answers what the direct lane takes, or the route lane where there is none. */
  readonly handle: Handler;
  /** Whether gateway requests are to be taken before Next sees them, and whether they are. */
  readonly directLane: { readonly isWanted: boolean; isAttached: boolean };
  readonly limiter: Limiter;
  readonly revocations: RevocationList;
  /** Resolves when the state that replicas share can be used, or is known to be gone. */
  readonly opened: Promise<void>;
  /** Null where every process keeps its own state. */
  readonly storeHealth: StoreHealth | null;
  /** Requests that have no whole answer yet. */
  readonly inFlight: InFlight;
  /** The upstreams of the running configuration: circuits, servers, counters. */
  readonly upstreamStates: () => UpstreamState[];
  /** Null where nothing is counted. */
  readonly metrics: Metrics | null;
  /** What this process has answered lately. */
  readonly observation: Observation;
  readonly log: Logger;
  /** Resolves when everything logged so far has left this process. */
  readonly flush: () => Promise<void>;
  /** Takes up routes.yaml as it is now; a bad one is logged, and the running configuration stays. */
  readonly reload: () => void;
};

/** The instance, made on first use. Throws EnvironmentError or ConfigurationError. */
export function gatewayInstance(): Instance {
  return processWide("instance", () => createInstance(env()));
}

/** What `/ready` tells a balancer: each check by name, and whether to send requests here. */
export function readiness(): Readiness {
  try {
    const { storeHealth, upstreamStates } = gatewayInstance();
    const failing = upstreamStates().filter(({ circuit }) => circuit !== "closed");
    return readinessOf({
      isServing: shutdown().phase === "serving",
      isRedisGone: storeHealth === null ? null : storeHealth.goneForMs(Date.now()) > 0,
      openCircuits: failing.map(({ name }) => name),
    });
  } catch {
    return UNAVAILABLE;
  }
}

function createInstance(env: Env): Instance {
  const observation = createObservation();
  const telemetry = openTelemetry({
    logLevel: env.logLevel,
    logSample2xx: env.logSample2xx,
    hasMetrics: env.metrics !== null,
    tracing: env.tracing,
    observers: [observation.observe],
  });
  const { log } = telemetry;
  const stores = openStores(env.store, log);
  const memory = memoryStore(env.cacheMaxBytes);
  const parts = createParts(env, telemetry, { ...stores, cache: openCache(memory, stores) });
  const configuration = openConfiguration(env, log, parts);
  function upstreamStates(): UpstreamState[] {
    const names = configuration.gateway.config.routes.map(({ upstream }) => upstream.name);
    return parts.pools.states(names, performance.now());
  }

  return {
    get gateway() {
      return configuration.gateway;
    },
    findings: () => configuration.findings,
    handle: (exchange) => configuration.gateway.handle(exchange),
    directLane: {
      isWanted: env.lane === "direct" || (env.lane === "auto" && env.isProduction),
      isAttached: false,
    },
    limiter: stores.limiter,
    revocations: stores.revocations,
    opened: stores.opened,
    storeHealth: stores.shared?.health ?? null,
    inFlight: parts.inFlight,
    upstreamStates,
    metrics:
      telemetry.requests === null
        ? null
        : createMetrics(telemetry.requests, {
            upstreams: upstreamStates,
            store: stores.shared === null ? null : readingOf(stores.shared.health),
            cacheMemory: memory.usage,
            inFlight: parts.inFlight,
            configuration: () => configuration,
            linesDropped: telemetry.linesDropped,
          }),
    observation,
    log,
    flush: telemetry.flush,
    reload: configuration.reload,
  };
}

function createParts(
  env: Env,
  { isSampled, log, record }: Telemetry,
  stores: Stores & { readonly cache: CacheStore },
): Parts {
  const agent = createUpstreamAgent();
  return {
    tokens: createTokenVerifier({ secret: env.jwtSecret, previousSecrets: env.jwtSecretPrevious }),
    limiter: stores.limiter,
    revocations: stores.revocations,
    cache: stores.cache,
    upstreams: { direct: dispatchUpstream(agent), route: decodedUpstream(dispatchUpstream(agent)) },
    pools: createUpstreamPools({
      inFlightMax: env.inFlight.perUpstreamMax,
      report: logUpstreamEvents(log),
    }),
    inFlight: new InFlight(env.inFlight.max),
    signer: env.signingSecret === null ? null : createSigner(env.signingSecret),
    isTrustedProxy: trustProxies(env.trustedProxies),
    clientAddressHeader: env.clientAddressHeader,
    publicOrigin: new URL(env.nextauthUrl).origin,
    isSampled,
    record,
    reportBug: (error, exchange) =>
      log.error({ request_id: exchange.requestId, err: error }, "bug"),
  };
}

function openCache(memory: MemoryStore, { shared }: Stores): CacheStore {
  if (shared === null) return memory;
  const { health, redis } = shared;
  const now = () => performance.now();
  return tieredStore(memory, redisStore({ redis, guard: health.guard, now }), now);
}

function readingOf({ counters, goneForMs }: StoreHealth) {
  return () => ({ ...counters, isThere: goneForMs(Date.now()) === 0 });
}

/**
 * What the catch-all route handler answers with. While the direct lane takes gateway requests, what
 * still reaches the handler has come round it, and gets no route. Requests that Next took before the
 * lane attached may be answered only now; nobody has recorded their peers.
 */
export function handleInRoute(exchange: Exchange): Reply | Promise<Reply> {
  const { directLane, gateway, log } = gatewayInstance();
  const isOlderThanLane = exchange.peerAddress === null;
  if (directLane.isAttached && !isOlderThanLane) return gateway.refuse(exchange);
  if (directLane.isWanted && !directLane.isAttached && process.uptime() > ATTACHED_WITHIN_SECONDS)
    warnOnce(log);
  return gateway.handle(exchange);
}

function warnOnce(log: Logger): void {
  processWide("direct-lane-warning", () => {
    log.warn("the direct lane could not attach to the server; requests take the route lane");
    return true;
  });
}
