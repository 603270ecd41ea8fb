import {
  lately,
  type NamedSummary,
  stepsSince,
  summaries,
} from "#lib/gateway/observation/report.ts";
import { newTraffic, SPAN_MS, STEP_MS, type Traffic } from "#lib/gateway/observation/traffic.ts";
import { decisionRow } from "./decision-row.ts";
import type { Hello, News, Tick, UpstreamHealth } from "./messages.ts";

const DECISIONS_MAX = 500;
// More a second than this nobody reads, and a browser would only be busy with drawing them.
const NEWS_MAX = 100;
const QUIET = newTraffic();

/** What one viewer has been told so far. */
export type Feed = {
  hello(now: number): Pick<Hello, keyof Tick | "stepMs" | "spanMs" | "decisions">;
  tick(now: number): Tick;
  /** What has been decided since it was last asked, or null. */
  news(): News | null;
};

/**
 * Tells of the traffic that `look` gives: null while there is none of it; and of the upstreams'
 * health where `health` is given. Each viewer needs one of their own. Times in milliseconds since
 * the epoch.
 */
export function createFeed(
  look: () => Traffic | null,
  health: (() => readonly UpstreamHealth[]) | null,
): Feed {
  let told = 0;
  let passedOver = 0;
  let toldAt = 0;

  function tickFrom(from: number, now: number): Tick {
    const traffic = look() ?? QUIET;
    toldAt = now;
    return {
      now,
      steps: stepsSince(traffic, from, now),
      ...lately(traffic, now),
      routes: rounded(summaries(traffic.routes, now)),
      upstreams: rounded(summaries(traffic.upstreams, now)),
      health: health?.() ?? null,
    };
  }

  return {
    hello(now) {
      const { sightings } = look() ?? QUIET;
      const decisions = sightings.since(0, DECISIONS_MAX).map(decisionRow);
      passedOver = sightings.passedOver;
      told = decisions.at(-1)?.number ?? 0;
      return { ...tickFrom(0, now), stepMs: STEP_MS, spanMs: SPAN_MS, decisions };
    },
    // The step that was running when it was last told has changed since.
    tick: (now) => tickFrom(toldAt - (toldAt % STEP_MS), now),
    news() {
      const { sightings } = look() ?? QUIET;
      const fresh = sightings.since(told, DECISIONS_MAX);
      const newest = fresh.at(-1);
      if (newest === undefined) return null;
      told = newest.number;
      const rows = fresh.slice(-NEWS_MAX).map(decisionRow);
      const unkept = Math.max(0, sightings.passedOver - passedOver);
      passedOver = sightings.passedOver;
      return { rows, skipped: fresh.length - rows.length + unkept };
    },
  };
}

// Quantiles have a place or two that mean something; the rest would only be sent.
function rounded(all: readonly NamedSummary[]): NamedSummary[] {
  return all.map((one) => ({
    ...one,
    p50: short(one.p50),
    p95: short(one.p95),
    p99: short(one.p99),
  }));
}

function short(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}
