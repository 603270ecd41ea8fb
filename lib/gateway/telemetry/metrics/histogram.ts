/** Upper bounds of the buckets, in seconds: from a cached answer to the slowest upstream. */
export const SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
] as const;

/** How often values fell between bounds: numbers in an array, since it is written with every request. */
export class Histogram {
  /** Of each bound, not cumulative; the last one is of what is beyond all bounds. */
  readonly counts = new Float64Array(SECONDS.length + 1);
  sum = 0;
  count = 0;

  observe(seconds: number): void {
    let index = 0;
    while (index < SECONDS.length && seconds > (SECONDS[index] ?? 0)) index += 1;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sum += seconds;
    this.count += 1;
  }
}
