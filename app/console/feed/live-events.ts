import { gatewayInstance } from "#lib/gateway/instance.ts";
import type { Traffic } from "#lib/gateway/observation/traffic.ts";
import { shutdown } from "#lib/gateway/shutdown.ts";
import { replica } from "../replica.ts";
import type { Visitor } from "../visitor.ts";
import { eventSource, type Told } from "./event-source.ts";
import { createFeed } from "./feed.ts";
import type { UpstreamHealth } from "./messages.ts";

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // nginx would hold events back until its buffer is full.
  "x-accel-buffering": "no",
};

// Roles and sessions end by themselves too, and a new request is where that is looked at.
const RENEWED_AFTER_MS = 15 * 60_000;

/** The console's event stream for one visitor. It ends with their session. */
export function liveEvents(visitor: Visitor): Response {
  const { revocations } = gatewayInstance();
  const renewedAt = Date.now() + RENEWED_AFTER_MS;
  const { orgId, sight, subject } = visitor;
  const feed = createFeed(() => trafficSeenBy(visitor), sight === "all" ? upstreamHealth : null);
  const stream = eventSource({
    begin: () => [["hello", { ...feed.hello(Date.now()), replica: replica(), sight, orgId }]],
    everySecond() {
      const news = feed.news();
      const tick: Told = ["tick", feed.tick(Date.now())];
      return news === null ? [tick] : [["news", news], tick];
    },
    mustEnd() {
      if (revocations.revocationOf(subject, Date.now()) !== null) return "session";
      return Date.now() > renewedAt ? "renewal" : null;
    },
    onDrain: (listener) => shutdown().onDrain(listener),
  });
  return new Response(stream, { headers: HEADERS });
}

function upstreamHealth(): UpstreamHealth[] {
  return gatewayInstance()
    .upstreamStates()
    .map(({ name, circuit, inFlight, inFlightMax, servers }) => ({
      ...{ name, circuit, inFlight, inFlightMax },
      servers: servers.map(({ origin, inFlight, isEjected }) => ({ origin, inFlight, isEjected })),
    }));
}

/** What the visitor may see of this process's traffic; null while there is none of it. */
export function trafficSeenBy({ orgId, sight }: Visitor): Traffic | null {
  const { observation } = gatewayInstance();
  return sight === "all" ? observation.all : observation.ofOrg(orgId);
}
