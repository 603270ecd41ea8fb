"use client";

import { useEffect, useRef, useState } from "react";
import type uPlot from "uplot";
import { type PlotLine, plotOptions } from "./plot-options.ts";
import "uplot/dist/uPlot.min.css";
import styles from "./plot.module.css";

type Props = {
  /** Seconds since the epoch, oldest first. */
  times: readonly number[];
  lines: readonly PlotLine[];
  values: readonly (readonly (number | null)[])[];
  /** How the vertical axis says a value. */
  format: (value: number) => string;
  /** The least that the axis reaches up to, so that little does not look like much. */
  topAtLeast: number;
  /** The index under the pointer, or null. */
  onPoint: (index: number | null) => void;
};

const HEIGHT_PX = 200;

/** Lines over time on a canvas. Says nothing to screen readers; what stands beside it does. */
export function Plot({ times, lines, values, format, topAtLeast, onPoint }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data = useRef<uPlot.AlignedData>([[]]);
  const point = useRef(onPoint);
  const scheme = useScheme();
  data.current = [[...times], ...values.map((column) => [...column])];
  point.current = onPoint;

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read anew with the scheme.
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let isGone = false;
    const resized = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width > 0) plot.current?.setSize({ width, height: HEIGHT_PX });
    });
    void import("uplot").then(({ default: UPlot }) => {
      if (isGone) return;
      const options = plotOptions({
        lines,
        format,
        topAtLeast,
        onPoint: (at) => point.current(at),
      });
      const size = { width: Math.max(120, element.clientWidth), height: HEIGHT_PX };
      plot.current = new UPlot({ ...options, ...size }, data.current, element);
      resized.observe(element);
    });
    return () => {
      isGone = true;
      resized.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [scheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new numbers are the reason to draw.
  useEffect(() => {
    plot.current?.setData(data.current);
  }, [times, values]);

  return <div ref={place} className={styles.plot} aria-hidden="true" />;
}

/** Changes with the colour scheme. */
function useScheme(): "light" | "dark" {
  const [scheme, setScheme] = useState<"light" | "dark">("light");
  useEffect(() => {
    const query = window.matchMedia("(prefers-color-scheme: dark)");
    const read = () => setScheme(query.matches ? "dark" : "light");
    read();
    query.addEventListener("change", read);
    return () => query.removeEventListener("change", read);
  }, []);
  return scheme;
}
