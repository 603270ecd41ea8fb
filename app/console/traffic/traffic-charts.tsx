"use client";

import { useMemo } from "react";
import { ChartCard } from "../charts/chart-card.tsx";
import type { ChartLine } from "../charts/chart-line.ts";
import { count, latency, rate, share } from "../charts/figures.ts";
import { type Moment, timeline } from "../charts/timeline.ts";
import { useLive } from "../live/live-context.tsx";
import styles from "./traffic-charts.module.css";

const CLASSES = [
  { label: "2xx", colour: "green", index: 1 },
  { label: "3xx", colour: "blue", index: 2 },
  { label: "4xx", colour: "amber", index: 3 },
  { label: "5xx", colour: "red", index: 4 },
] as const;

const QUANTILES = [
  { label: "p50", colour: "green", key: "p50" },
  { label: "p95", colour: "blue", key: "p95" },
  { label: "p99", colour: "violet", key: "p99" },
] as const;

const CACHE = [
  { label: "Hits", colour: "accent", key: "cacheHits" },
  { label: "Misses", colour: "violet", key: "cacheMisses" },
] as const;

/** Four charts over the last fifteen minutes. */
export function TrafficCharts() {
  const { hello, steps, tick } = useLive();
  const stepMs = hello?.stepMs ?? 1;
  const spanMs = hello?.spanMs ?? 0;
  const now = tick?.now ?? 0;
  const finished = now - (now % stepMs);
  const moments = useMemo(
    () => timeline(steps, { now: finished, spanMs, stepMs }),
    [steps, finished, spanMs, stepMs],
  );
  if (tick === null) return null;
  const { span } = tick;
  const perSecond = stepMs / 1000;
  const shared = { times: moments.map(({ at }) => at) };
  const busiest = Math.max(0, ...moments.map(({ step }) => step?.requests ?? 0)) / perSecond;
  const cacheable = span.cacheHits + span.cacheMisses;
  return (
    <div className={styles.charts}>
      <ChartCard
        {...shared}
        title="Requests per second, by status"
        summary={`${count(span.requests)} in fifteen minutes, at most ${rate(busiest)} per second; ${share(span.statusClasses[4] ?? 0, span.requests)} failed.`}
        lines={rateLines(
          CLASSES,
          moments,
          (step, { index }) => step.statusClasses[index] ?? 0,
          perSecond,
        )}
        form="stack"
        format={rate}
        topAtLeast={1}
      />
      <ChartCard
        {...shared}
        title="Latency"
        summary={`Half within ${latency(span.p50)}, 95% within ${latency(span.p95)}, 99% within ${latency(span.p99)}.`}
        lines={QUANTILES.map(({ key, ...line }) => ({
          ...line,
          values: moments.map(({ step }) => step?.[key] ?? null),
        }))}
        form="lines"
        format={latency}
        topAtLeast={5}
      />
      <ChartCard
        {...shared}
        title="Cacheable calls per second"
        summary={
          cacheable === 0
            ? "No call could be answered from the cache."
            : `${share(span.cacheHits, cacheable)} of ${count(cacheable)} were answered from the cache.`
        }
        lines={rateLines(CACHE, moments, (step, { key }) => step[key], perSecond)}
        form="stack"
        format={rate}
        topAtLeast={1}
      />
      <ChartCard
        {...shared}
        title="Limited calls"
        summary={
          span.limited === 0
            ? "Nobody went over a limit."
            : `${count(span.limited)} were refused with 429.`
        }
        lines={[
          {
            ...{ label: "429", colour: "amber" },
            values: moments.map(({ step }) => step?.limited ?? 0),
          },
        ]}
        form="stack"
        format={count}
        topAtLeast={4}
      />
    </div>
  );
}

type Row = Omit<ChartLine, "values">;
type Step = NonNullable<Moment["step"]>;

function rateLines<Named extends Row>(
  rows: readonly Named[],
  moments: readonly Moment[],
  numberOf: (step: Step, row: Named) => number,
  perSecond: number,
): ChartLine[] {
  return rows.map((row) => ({
    label: row.label,
    colour: row.colour,
    values: moments.map(({ step }) => (step === null ? 0 : numberOf(step, row) / perSecond)),
  }));
}
