import type { RootSampler } from "../../trace-context.ts";

const RANDOM_BITS = 56;

/**
 * Decides by the trace id's random digits, as OpenTelemetry's consistent sampling does, so that
 * every process with the same share decides alike. `share` is 0 to 1.
 */
export function rootSampler(share: number): RootSampler {
  const threshold = (1 - share) * 2 ** RANDOM_BITS;
  return (traceId) => Number.parseInt(traceId.slice(-RANDOM_BITS / 4), 16) >= threshold;
}
