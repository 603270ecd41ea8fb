import { Counter, Gauge, type Registry } from "prom-client";
import type { Histogram } from "./histogram.ts";
import { HistogramReadings } from "./histogram-readings.ts";

/** A value, then the values of its labels in the order of their names. */
export type Sample = readonly [number, ...string[]];

/** One metric: what it is called, and where its values are read when somebody asks. */
export type Family = {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
} & (
  | { readonly type: "counter" | "gauge"; readonly read: () => Iterable<Sample> }
  | {
      readonly type: "histogram";
      readonly read: () => Iterable<readonly [Histogram, ...string[]]>;
    }
);

/** Adds a metric to a registry, which reads it whenever it is read itself. */
export function register(registry: Registry, family: Family): void {
  const { help, labels, name } = family;
  const settings = { name, help, labelNames: [...labels], registers: [registry] };
  if (family.type === "histogram") {
    const { read } = family;
    new HistogramReadings({ ...settings, read: () => named(labels, read()) });
    return;
  }
  const { read } = family;
  if (family.type === "counter") {
    new Counter({
      ...settings,
      collect() {
        this.reset();
        for (const [values, value] of named(labels, read())) this.inc(values, value);
      },
    });
    return;
  }
  new Gauge({
    ...settings,
    collect() {
      this.reset();
      for (const [values, value] of named(labels, read())) this.set(values, value);
    },
  });
}

function* named<Value>(
  names: readonly string[],
  samples: Iterable<readonly [Value, ...string[]]>,
): Generator<readonly [Record<string, string>, Value]> {
  for (const [value, ...values] of samples) {
    yield [Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""])), value];
  }
}
