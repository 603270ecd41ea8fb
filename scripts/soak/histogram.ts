const STEP_MS = 0.5;
const STEPS = 40_000;

/** Times in steps of half a millisecond, up to 20 s; constant memory however many there are. */
export class Histogram {
  readonly #counts = new Uint32Array(STEPS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    const step = Math.min(STEPS - 1, Math.floor(ms / STEP_MS));
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    this.#count += 1;
  }

  /** The time, in milliseconds, within which that share of all were done; 0 without any. */
  quantile(share: number): number {
    let seen = 0;
    const wanted = Math.ceil(this.#count * share);
    if (wanted === 0) return 0;
    for (let step = 0; step < STEPS; step++) {
      seen += this.#counts[step] ?? 0;
      if (seen >= wanted) return (step + 1) * STEP_MS;
    }
    return STEPS * STEP_MS;
  }
}
