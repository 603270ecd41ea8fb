import type { Sighting } from "#lib/gateway/observation/sighting.ts";
import type { Traffic } from "#lib/gateway/observation/traffic.ts";
import { decisionOf } from "#lib/gateway/telemetry/decision.ts";
import { trafficSeenBy } from "../feed/live-events.ts";
import type { Visitor } from "../visitor.ts";
import type { ToldDecision } from "./told-decision.ts";

/**
 * The whole decision of one request, by its `id` and, where clients sent that twice, its `number`.
 * 404 when this process does not remember it, or it is not the visitor's to see.
 */
export function tellDecision(visitor: Visitor, query: URLSearchParams): Response {
  const sighting = seen(trafficSeenBy(visitor), query);
  const headers = { "cache-control": "no-store" };
  if (sighting === null) {
    return Response.json({ told: null }, { status: 404, headers });
  }
  const told: ToldDecision = {
    number: sighting.number,
    decision: decisionOf(visitor.sight === "all" ? sighting : withoutNote(sighting)),
    bytesOut: sighting.bytesOut,
    upstream: sighting.upstream?.origin ?? null,
    attempts: sighting.upstream?.attempts ?? 0,
    cacheStatus: sighting.cacheStatus,
  };
  return Response.json({ told }, { headers });
}

/** The sighting that is asked for, or null. */
export function seen(traffic: Traffic | null, query: URLSearchParams): Sighting | null {
  const id = query.get("id") ?? "";
  const numbered = traffic?.sightings.withNumber(Number(query.get("number"))) ?? null;
  if (numbered?.requestId === id) return numbered;
  return traffic?.sightings.withRequestId(id) ?? null;
}

// Where services run is the operators' business, and a failure's cause names it.
function withoutNote(sighting: Sighting): Sighting {
  const { refusal } = sighting;
  return refusal === null ? sighting : { ...sighting, refusal: { ...refusal, note: null } };
}
