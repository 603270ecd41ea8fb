import type { Exchange, Outcome } from "../exchange.ts";
import { seenStatus } from "../seen-status.ts";
import { latencyBin } from "./latency-bins.ts";
import type { Mark } from "./series.ts";
import { sightingOf } from "./sighting.ts";
import { countTraffic, newTraffic, type Traffic, trafficOf } from "./traffic.ts";

/** What this process has seen lately: for people who look, never for deciding. */
export type Observation = {
  /** Takes note of a request whose answer is done. `now` in milliseconds since the epoch. */
  observe(
    exchange: Exchange,
    status: number,
    outcome: Outcome,
    durationMs: number,
    now: number,
  ): void;
  readonly all: Traffic;
  /** An organisation's own, or null when none of its requests has been seen. */
  ofOrg(orgId: string): Traffic | null;
};

/** Remembers nothing yet. Bounded whatever comes: see `traffic.ts`. */
export function createObservation(): Observation {
  const all = newTraffic();
  const orgs = new Map<string, Traffic>();
  let number = 0;
  return {
    all,
    ofOrg: (orgId) => orgs.get(orgId) ?? null,
    observe(exchange, answered, outcome, durationMs, now) {
      number += 1;
      const { identity, route, upstream } = exchange;
      const status = seenStatus(exchange, answered, outcome);
      const mark = markOf(exchange, status, durationMs, now);
      const upstreamMark =
        upstream === null ? null : markOf(exchange, status, upstream.durationMs, now);
      const own = identity === null ? null : trafficOf(orgs, identity.orgId);
      countTraffic(all, route, mark, upstreamMark);
      if (own !== null) countTraffic(own, route, mark, upstreamMark);

      const kind = kindOf(exchange, status, outcome);
      const isKept = all.sightings.takes(kind, now);
      const isOwnKept = own?.sightings.takes(kind, now) === true;
      if (!isKept && !isOwnKept) return;
      const { bytesOut } = outcome;
      const sighting = sightingOf(exchange, { number, at: now, status, durationMs, bytesOut });
      if (isKept) all.sightings.push(sighting);
      if (isOwnKept) own.sightings.push(sighting);
    },
  };
}

// Of a service's answers.
const KINDS = ["", "", "2xx", "3xx", "4xx", "5xx"];

/** A refusal's reason, the class of a service's answer, or that the answer broke or nobody took it. */
function kindOf({ refusal }: Exchange, status: number, { isComplete }: Outcome): string {
  if (refusal !== null) return refusal.reason;
  return isComplete ? (KINDS[Math.floor(status / 100)] ?? "") : "broken";
}

function markOf(exchange: Exchange, status: number, durationMs: number, now: number): Mark {
  const { cacheStatus, refusal } = exchange;
  const isHit = cacheStatus !== null && HIT.test(cacheStatus);
  return {
    now,
    status,
    latencyBin: latencyBin(durationMs),
    isHit,
    isMiss: cacheStatus !== null && !isHit,
    isLimited: refusal?.reason === "rate_limited",
  };
}

// RFC 9211 section 2.1: a hit needed no upstream.
const HIT = /; ?hit\b/;
