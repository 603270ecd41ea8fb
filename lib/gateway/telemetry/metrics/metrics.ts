import { collectDefaultMetrics, Registry } from "prom-client";
import { register } from "./family.ts";
import { processFamilies } from "./process-families.ts";
import type { RequestCounts } from "./request-counts.ts";
import { requestFamilies } from "./request-families.ts";
import type { MetricSources } from "./sources.ts";
import { upstreamFamilies } from "./upstream-families.ts";

/** This process's metrics, as Prometheus reads them. */
export type Metrics = {
  /** Text in Prometheus's format, version 0.0.4. */
  text(): Promise<string>;
  readonly contentType: string;
};

/** The gateway's own metrics and Node's; nothing is counted here, all is read when asked for. */
export function createMetrics(requests: RequestCounts, sources: MetricSources): Metrics {
  const registry = createRegistry(requests, sources);
  collectDefaultMetrics({ register: registry });
  return { text: () => registry.metrics(), contentType: registry.contentType };
}

/** The gateway's own alone. */
export function createRegistry(requests: RequestCounts, sources: MetricSources): Registry {
  const registry = new Registry();
  const families = [
    ...requestFamilies(requests),
    ...upstreamFamilies(sources.upstreams),
    ...processFamilies(sources),
  ];
  for (const family of families) register(registry, family);
  return registry;
}
