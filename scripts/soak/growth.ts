/** One look at a process: seconds since the start, and bytes of memory. */
export type Sample = { readonly at: number; readonly bytes: number };

const SAMPLES_PER_LOW = 5;

/**
 * How much a process grew over the time of its samples, as a share of its mean: the slope of a line
 * through the lowest of every five samples, since what is held for requests under way is no growth.
 * NaN without at least two such lows.
 */
export function growthOf(samples: readonly Sample[]): number {
  const lows = lowsOf(samples);
  const mean = (pick: (sample: Sample) => number) =>
    lows.reduce((sum, sample) => sum + pick(sample), 0) / lows.length;
  const meanAt = mean(({ at }) => at);
  const meanBytes = mean(({ bytes }) => bytes);
  const covariance = mean(({ at, bytes }) => (at - meanAt) * (bytes - meanBytes));
  const slope = covariance / mean(({ at }) => (at - meanAt) ** 2);
  const seconds = (lows.at(-1)?.at ?? 0) - (lows[0]?.at ?? 0);
  return (slope * seconds) / meanBytes;
}

function lowsOf(samples: readonly Sample[]): Sample[] {
  const lows: Sample[] = [];
  for (let index = 0; index + SAMPLES_PER_LOW <= samples.length; index += SAMPLES_PER_LOW) {
    const group = samples.slice(index, index + SAMPLES_PER_LOW);
    lows.push(group.reduce((low, sample) => (sample.bytes < low.bytes ? sample : low)));
  }
  return lows;
}
