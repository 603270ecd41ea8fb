"use client";

import { useMemo, useState } from "react";
import styles from "./chart-card.module.css";
import { type ChartLine, said } from "./chart-line.ts";
import { NumbersTable } from "./numbers-table.tsx";
import { Plot } from "./plot.tsx";
import { stacked } from "./timeline.ts";

type Props = {
  title: string;
  /** What the chart shows, in a sentence. */
  summary: string;
  /** Milliseconds since the epoch. */
  times: readonly number[];
  lines: readonly ChartLine[];
  /** `stack` draws areas on top of each other, the first line lowest. */
  form: "lines" | "stack";
  format: (value: number) => string;
  topAtLeast: number;
};

/** A chart, what it says in words, and its numbers as a table. */
export function ChartCard({ title, summary, times, lines, form, format, topAtLeast }: Props) {
  const [pointed, setPointed] = useState<number | null>(null);
  const at = pointed ?? times.length - 1;
  const isStack = form === "stack";
  // Pointing at the chart draws it again only when its numbers are others.
  const seconds = useMemo(() => times.map((time) => time / 1000), [times]);
  const drawn = useMemo(() => drawnValues(lines, isStack), [lines, isStack]);
  const order = isStack ? lines.toReversed() : lines;
  return (
    <figure className={`card ${styles.chart}`}>
      <figcaption className={styles.caption}>
        <h2 className={styles.title}>{title}</h2>
        <p className={styles.summary}>{summary}</p>
      </figcaption>
      <Plot
        times={seconds}
        lines={order.map(({ label, colour }) => ({ label, colour, isFilled: isStack }))}
        values={drawn}
        format={format}
        topAtLeast={topAtLeast}
        onPoint={setPointed}
      />
      <ul className={styles.legend} aria-hidden="true">
        {lines.map(({ label, colour, values }) => (
          <li key={label}>
            <span className={styles.swatch} data-colour={colour} />
            {label} <strong>{said(values[at] ?? null, format)}</strong>
          </li>
        ))}
        <li className={styles.time}>{clock(times[at])}</li>
      </ul>
      <NumbersTable title={title} times={times} lines={lines} format={format} />
    </figure>
  );
}

// The highest is drawn first, so that the lower ones cover their part of it.
function drawnValues(lines: readonly ChartLine[], isStack: boolean) {
  const plain = lines.map(({ values }) => values);
  return isStack ? stacked(plain.map(withZeros)).toReversed() : plain;
}

function withZeros(values: readonly (number | null)[]): number[] {
  return values.map((value) => value ?? 0);
}

function clock(time: number | undefined): string {
  return time === undefined
    ? ""
    : new Date(time).toLocaleTimeString(undefined, { hourCycle: "h23" });
}
