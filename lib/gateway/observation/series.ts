import {
  CACHE_HITS,
  CACHE_MISSES,
  LATENCIES,
  LIMITED,
  REQUESTS,
  STATUS_CLASSES,
  TALLY_WIDTH,
} from "./tally.ts";

/** One answered request, reduced to what is counted. */
export type Mark = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly status: number;
  readonly latencyBin: number;
  readonly isHit: boolean;
  readonly isMiss: boolean;
  readonly isLimited: boolean;
};

/** Counts of the last `slots` spans of `slotMs` milliseconds each, in one flat array. */
export class Series {
  readonly slotMs: number;
  readonly #slots: number;
  readonly #counts: Uint32Array;
  /** Which span, counted from the epoch, each slot holds. */
  readonly #spans: Float64Array;
  #newest = -1;

  constructor(slotMs: number, slots: number) {
    this.slotMs = slotMs;
    this.#slots = slots;
    this.#counts = new Uint32Array(slots * TALLY_WIDTH);
    this.#spans = new Float64Array(slots).fill(-1);
  }

  /** When it was last counted in: the end of that span, milliseconds since the epoch. */
  get quietSince(): number {
    return (this.#newest + 1) * this.slotMs;
  }

  /** A clock that goes back counts in the newest span: what is old is never overwritten. */
  count(mark: Mark): void {
    const span = Math.max(Math.floor(mark.now / this.slotMs), this.#newest);
    const slot = span % this.#slots;
    const at = slot * TALLY_WIDTH;
    const counts = this.#counts;
    if (this.#spans[slot] !== span) {
      counts.fill(0, at, at + TALLY_WIDTH);
      this.#spans[slot] = span;
      this.#newest = span;
    }
    bump(counts, at + REQUESTS);
    bump(counts, at + STATUS_CLASSES + classOf(mark.status));
    bump(counts, at + LATENCIES + mark.latencyBin);
    if (mark.isHit) bump(counts, at + CACHE_HITS);
    if (mark.isMiss) bump(counts, at + CACHE_MISSES);
    if (mark.isLimited) bump(counts, at + LIMITED);
  }

  /** The counts of one span, or null when nothing was counted in it. Valid until the next count. */
  row(span: number): Uint32Array | null {
    const slot = ((span % this.#slots) + this.#slots) % this.#slots;
    if (this.#spans[slot] !== span) return null;
    return this.#counts.subarray(slot * TALLY_WIDTH, (slot + 1) * TALLY_WIDTH);
  }

  /** Adds the counts of the last `durationMs`, the running span included, to a row. */
  addTo(sum: Uint32Array, now: number, durationMs: number): void {
    const last = Math.floor(now / this.slotMs);
    const spans = Math.min(this.#slots, Math.ceil(durationMs / this.slotMs));
    for (let span = last - spans + 1; span <= last; span += 1) {
      const row = this.row(span);
      if (row === null) continue;
      for (let index = 0; index < TALLY_WIDTH; index += 1)
        sum[index] = (sum[index] ?? 0) + (row[index] ?? 0);
    }
  }
}

function classOf(status: number): number {
  const digit = Math.floor(status / 100) - 1;
  return digit < 0 ? 0 : Math.min(digit, 4);
}

function bump(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}
