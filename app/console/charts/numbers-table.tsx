"use client";

import { useState } from "react";
import { type ChartLine, said } from "./chart-line.ts";
import styles from "./numbers-table.module.css";

type Props = {
  title: string;
  times: readonly number[];
  lines: readonly ChartLine[];
  format: (value: number) => string;
};

/** A chart's numbers for those who would rather read them; made when it is opened. */
export function NumbersTable({ title, times, lines, format }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary className={styles.summary}>Numbers as a table</summary>
      {isOpen ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by keys.
        <section className={styles.scroller} aria-label={`${title}, as a table`} tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Time</th>
                {lines.map(({ label }) => (
                  <th key={label} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rowsOf(times, lines).map(({ at, values }) => (
                <tr key={at}>
                  <th scope="row">
                    {new Date(at).toLocaleTimeString(undefined, { hourCycle: "h23" })}
                  </th>
                  {values.map((value, index) => (
                    <td key={lines[index]?.label}>{said(value, format)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </details>
  );
}

/** Newest first; steps in which nothing happened are left out. */
function rowsOf(times: readonly number[], lines: readonly ChartLine[]) {
  return times
    .map((at, index) => ({ at, values: lines.map(({ values }) => values[index] ?? null) }))
    .filter(({ values }) => values.some((value) => value !== null && value !== 0))
    .toReversed();
}
