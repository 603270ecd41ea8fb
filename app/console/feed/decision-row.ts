import type { Sighting } from "#lib/gateway/observation/sighting.ts";
import type { DecisionRow } from "./messages.ts";

/** A sighting as its line in the list says it. */
export function decisionRow(sighting: Sighting): DecisionRow {
  const { identity, refusal, route } = sighting;
  return {
    number: sighting.number,
    at: sighting.at,
    requestId: sighting.requestId,
    method: sighting.method,
    path: sighting.path,
    route: route?.path ?? null,
    status: sighting.status,
    code: refusal?.code ?? null,
    durationMs: Math.round(sighting.durationMs * 100) / 100,
    orgId: identity?.orgId ?? null,
    who: identity === null ? null : (identity.email ?? identity.userId),
    cache: cacheOf(sighting.cacheStatus),
  };
}

// RFC 9211 section 2.1: a hit needed no upstream.
function cacheOf(cacheStatus: string | null): DecisionRow["cache"] {
  if (cacheStatus === null) return null;
  return /; ?hit\b/.test(cacheStatus) ? "hit" : "miss";
}
