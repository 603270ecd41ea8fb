import type { MetricSources } from "./sources.ts";

/** Facts for tests: one of each, no two numbers alike. */
export const SOURCES: MetricSources = {
  upstreams: () => [
    {
      ...{ name: "AGENTS", circuit: "open", inFlight: 11, inFlightMax: 12, requests: 13 },
      ...{ failures: 14, retries: 15, retriesDenied: 16, openings: 17 },
      ...{ refusedByCircuit: 18, refusedByLoad: 19 },
      servers: [
        { origin: "http://a:1", inFlight: 20, failures: 21, ejections: 22, isEjected: true },
        { origin: "http://b:1", inFlight: 23, failures: 24, ejections: 25, isEjected: false },
      ],
    },
  ],
  store: () => ({ isThere: false, fallbacks: 31, outages: 32 }),
  cacheMemory: () => ({ bytes: 33, bytesMax: 34, entries: 35 }),
  inFlight: { count: 36, max: 37, refused: 38 },
  configuration: () => ({
    ...{ gateway: { config: { routes: [1, 2, 3] } }, hash: "0123456789ab", loadedAt: 39_500 },
    ...{ isLastGood: false, reloads: 40, refusals: 41 },
  }),
  linesDropped: () => 42,
};
