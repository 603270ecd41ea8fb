import type { Family } from "./family.ts";
import type { MetricSources } from "./sources.ts";

/** What is known of the process as a whole: its load, cache, store, configuration and log. */
export function processFamilies(sources: MetricSources): readonly Family[] {
  return [...load(sources), ...state(sources), ...configuration(sources)];
}

function load({ inFlight, linesDropped }: MetricSources): readonly Family[] {
  return [
    single(
      "gauge",
      "requests_in_flight",
      "Requests that have no whole answer yet",
      () => inFlight.count,
    ),
    single("gauge", "requests_in_flight_max", "The most there may be", () => inFlight.max),
    single(
      "counter",
      "overload_refusals_total",
      "Requests beyond that, refused at once",
      () => inFlight.refused,
    ),
    single(
      "counter",
      "log_lines_dropped_total",
      "Log lines lost because nobody read them",
      linesDropped,
    ),
  ];
}

function state({ cacheMemory, store }: MetricSources): readonly Family[] {
  const memory = [
    single("gauge", "cache_bytes", "Memory that cached answers take", () => cacheMemory().bytes),
    single("gauge", "cache_bytes_max", "The most they may take", () => cacheMemory().bytesMax),
    single("gauge", "cache_entries", "Cached addresses in memory", () => cacheMemory().entries),
  ];
  // Without a store there is nothing to say: a 0 would look like one that is gone.
  if (store === null) return memory;
  return [
    ...memory,
    single("gauge", "store_up", "1 while the shared store can be used", () =>
      store().isThere ? 1 : 0,
    ),
    single(
      "counter",
      "store_fallbacks_total",
      "Decisions taken in this process because it was gone",
      () => store().fallbacks,
    ),
    single("counter", "store_outages_total", "Times it was found gone", () => store().outages),
  ];
}

function configuration({ configuration: read }: MetricSources): readonly Family[] {
  return [
    {
      ...{ type: "gauge", name: "gateway_config_info", labels: ["hash"] },
      help: "Always 1; the hash is the running routes.yaml's",
      read: () => [[1, read().hash]],
    },
    single(
      "gauge",
      "config_routes",
      "Routes of the running configuration",
      () => read().gateway.config.routes.length,
    ),
    single(
      "gauge",
      "config_loaded_timestamp_seconds",
      "When it was taken up",
      () => read().loadedAt / 1000,
    ),
    single(
      "gauge",
      "config_last_reload_successful",
      "0 after a change of routes.yaml that was refused",
      () => (read().isLastGood ? 1 : 0),
    ),
    {
      ...{ type: "counter", name: "gateway_config_reloads_total", labels: ["result"] },
      help: "Changes of routes.yaml, by whether they were taken up",
      read: () => [
        [read().reloads, "taken"],
        [read().refusals, "refused"],
      ],
    },
  ];
}

function single(type: "counter" | "gauge", name: string, help: string, read: () => number): Family {
  return { type, name: `gateway_${name}`, help, labels: [], read: () => [[read()]] };
}
