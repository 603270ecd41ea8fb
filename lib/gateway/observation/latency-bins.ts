const NARROWEST_MS = 0.25;
const BINS_PER_OCTAVE = 4;

/** How many bins there are: up to 65 s, the last takes whatever is longer. */
export const LATENCY_BINS = 18 * BINS_PER_OCTAVE + 1;

/** The bin that a duration in milliseconds falls in. Bins widen by 19%, so no quantile is further off. */
export function latencyBin(durationMs: number): number {
  if (!(durationMs > NARROWEST_MS)) return 0;
  const bin = Math.ceil(Math.log2(durationMs / NARROWEST_MS) * BINS_PER_OCTAVE);
  return bin < LATENCY_BINS ? bin : LATENCY_BINS - 1;
}

/**
 * The duration, in milliseconds, that a share (0 to 1) of the counted ones did not exceed, placed
 * evenly within its bin; null when nothing is counted. `counts` has one number per bin.
 */
export function latencyQuantile(counts: ArrayLike<number>, share: number): number | null {
  let total = 0;
  for (let bin = 0; bin < LATENCY_BINS; bin += 1) total += counts[bin] ?? 0;
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(share * total));
  let below = 0;
  for (let bin = 0; bin < LATENCY_BINS; bin += 1) {
    const count = counts[bin] ?? 0;
    if (below + count >= rank) return within(bin, (rank - below) / count);
    below += count;
  }
  return upperEdge(LATENCY_BINS - 1);
}

function within(bin: number, share: number): number {
  if (bin === 0) return NARROWEST_MS * share;
  return upperEdge(bin - 1) * 2 ** (share / BINS_PER_OCTAVE);
}

function upperEdge(bin: number): number {
  return NARROWEST_MS * 2 ** (bin / BINS_PER_OCTAVE);
}
