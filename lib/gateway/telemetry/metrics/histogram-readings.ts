import { Histogram as PromHistogram, type Registry } from "prom-client";
import { type Histogram, SECONDS } from "./histogram.ts";

type Reading = readonly [Readonly<Record<string, string>>, Histogram];

type Options = {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: Registry[];
  readonly read: () => Iterable<Reading>;
};

/**
 * A histogram of prom-client that shows counts kept elsewhere. Its own keeping looks labels up and
 * validates them with every value, and has no way to be given counts; so this replaces the method
 * by which the registry reads it (prom-client is pinned, and a test reads the text).
 */
export class HistogramReadings extends PromHistogram {
  readonly #options: Options;

  constructor(options: Options) {
    const { read: _, ...settings } = options;
    super({ ...settings, buckets: [...SECONDS] });
    this.#options = options;
  }

  /** What `Registry.metrics()` prints: cumulative buckets, sum and count of each reading. */
  async getForPromString() {
    const { help, name, read } = this.#options;
    const values = [...read()].flatMap((reading) => valuesOf(name, reading));
    return { name, help, type: "histogram", values, aggregator: "sum" };
  }
}

function valuesOf(name: string, [labels, { count, counts, sum }]: Reading) {
  let cumulative = 0;
  const buckets = SECONDS.map((bound, index) => {
    cumulative += counts[index] ?? 0;
    const bucketLabels = { ...labels, le: String(bound) };
    return { metricName: `${name}_bucket`, labels: bucketLabels, value: cumulative };
  });
  return [
    ...buckets,
    { metricName: `${name}_bucket`, labels: { ...labels, le: "+Inf" }, value: count },
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
