/** What else is shown besides requests: plain facts that others keep, read when somebody asks. */
export type MetricSources = {
  readonly upstreams: () => readonly UpstreamReading[];
  /** Null where no state is shared. */
  readonly store: (() => StoreReading) | null;
  readonly cacheMemory: () => CacheMemoryReading;
  readonly inFlight: { readonly count: number; readonly max: number; readonly refused: number };
  readonly configuration: () => ConfigurationReading;
  /** Log lines lost since the start. */
  readonly linesDropped: () => number;
};

/** Counters count from the start of the process. */
export type UpstreamReading = {
  readonly name: string;
  readonly circuit: "closed" | "half_open" | "open";
  readonly inFlight: number;
  readonly inFlightMax: number;
  readonly requests: number;
  readonly failures: number;
  readonly retries: number;
  readonly retriesDenied: number;
  readonly openings: number;
  readonly refusedByCircuit: number;
  readonly refusedByLoad: number;
  readonly servers: readonly {
    readonly origin: string;
    readonly inFlight: number;
    readonly failures: number;
    readonly ejections: number;
    readonly isEjected: boolean;
  }[];
};

export type StoreReading = {
  readonly isThere: boolean;
  /** Decisions taken without it, and outages. */
  readonly fallbacks: number;
  readonly outages: number;
};

export type CacheMemoryReading = {
  readonly bytes: number;
  readonly bytesMax: number;
  readonly entries: number;
};

export type ConfigurationReading = {
  readonly gateway: { readonly config: { readonly routes: readonly unknown[] } };
  /** Of the running routes.yaml. */
  readonly hash: string;
  /** Milliseconds since the epoch. */
  readonly loadedAt: number;
  /** Whether the last change of routes.yaml, if any, was taken up. */
  readonly isLastGood: boolean;
  readonly reloads: number;
  readonly refusals: number;
};
