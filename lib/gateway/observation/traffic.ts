import type { RouteConfig } from "../config/schema.ts";
import { type Mark, Series } from "./series.ts";
import { SightingRing } from "./sighting-ring.ts";

/** How far back traffic is known. */
export const SPAN_MS = 15 * 60_000;
/** How long a step of a chart is. */
export const STEP_MS = 5000;
const ROUTE_STEP_MS = 60_000;
const DECISIONS_KEPT = 500;
// An organisation costs about a hundred kilobytes. Beyond this the quietest is forgotten.
const ORGS_MAX = 64;
const SERIES_MAX = 256;

/** The traffic of one organisation, or of all together. */
export type Traffic = {
  readonly total: Series;
  /** By method and path as the route is written; "" for what no route took. */
  readonly routes: Map<string, Series>;
  /** By the upstream's name; only requests that were sent there, and the time they took there. */
  readonly upstreams: Map<string, Series>;
  readonly sightings: SightingRing;
};

export function newTraffic(): Traffic {
  return {
    total: new Series(STEP_MS, SPAN_MS / STEP_MS + 1),
    routes: new Map(),
    upstreams: new Map(),
    sightings: new SightingRing(DECISIONS_KEPT),
  };
}

/** Counts a request of a route that has been answered; `upstreamMark` is null when none was asked. */
export function countTraffic(
  traffic: Traffic,
  route: RouteConfig | null,
  mark: Mark,
  upstreamMark: Mark | null,
): void {
  traffic.total.count(mark);
  seriesOf(traffic.routes, routeKey(route)).count(mark);
  if (upstreamMark !== null && route !== null) {
    seriesOf(traffic.upstreams, route.upstream.name).count(upstreamMark);
  }
}

/** The organisation's own traffic, begun when it is first seen. */
export function trafficOf(orgs: Map<string, Traffic>, orgId: string): Traffic {
  const known = orgs.get(orgId);
  if (known !== undefined) return known;
  if (orgs.size >= ORGS_MAX) deleteQuietest(orgs, ({ total }) => total.quietSince);
  const created = newTraffic();
  orgs.set(orgId, created);
  return created;
}

// A key is made once per route, not once per request; a changed file makes new routes.
const keys = new WeakMap<RouteConfig, string>();

function routeKey(route: RouteConfig | null): string {
  if (route === null) return "";
  const known = keys.get(route);
  if (known !== undefined) return known;
  const key = `${route.method} ${route.path}`;
  keys.set(route, key);
  return key;
}

function seriesOf(all: Map<string, Series>, key: string): Series {
  const known = all.get(key);
  if (known !== undefined) return known;
  if (all.size >= SERIES_MAX) deleteQuietest(all, ({ quietSince }) => quietSince);
  const created = new Series(ROUTE_STEP_MS, SPAN_MS / ROUTE_STEP_MS + 1);
  all.set(key, created);
  return created;
}

function deleteQuietest<Value>(all: Map<string, Value>, since: (value: Value) => number): void {
  let quietest = "";
  let quietSince = Number.POSITIVE_INFINITY;
  for (const [key, value] of all) {
    if (since(value) >= quietSince) continue;
    quietest = key;
    quietSince = since(value);
  }
  all.delete(quietest);
}
