const SLOT_MS = 1000;
const SLOTS = 10;

/**
 * How many events there were in the last ten seconds, and how many of them were of a second kind;
 * forgotten second by second. Constant work and no allocation per event. `now` in milliseconds, and never goes back.
 */
export class RecentCounts {
  readonly #alls = new Uint32Array(SLOTS);
  readonly #marks = new Uint32Array(SLOTS);
  #second = 0;
  #all = 0;
  #marked = 0;

  /** Events still counted at the last `add`, `mark` or `forget`. */
  get all(): number {
    return this.#all;
  }

  get marked(): number {
    return this.#marked;
  }

  add(now: number): void {
    const slot = this.#slotAt(now);
    this.#alls[slot] = (this.#alls[slot] ?? 0) + 1;
    this.#all += 1;
  }

  mark(now: number): void {
    const slot = this.#slotAt(now);
    this.#marks[slot] = (this.#marks[slot] ?? 0) + 1;
    this.#marked += 1;
  }

  /** Forgets what is older than ten seconds. */
  forget(now: number): void {
    this.#slotAt(now);
  }

  clear(): void {
    this.#alls.fill(0);
    this.#marks.fill(0);
    this.#all = 0;
    this.#marked = 0;
  }

  #slotAt(now: number): number {
    const second = Math.floor(now / SLOT_MS);
    if (second !== this.#second) this.#turnTo(second);
    return second % SLOTS;
  }

  #turnTo(second: number): void {
    const passed = Math.min(second - this.#second, SLOTS);
    for (let step = 0; step < passed; step++) {
      const slot = (second - step) % SLOTS;
      this.#all -= this.#alls[slot] ?? 0;
      this.#marked -= this.#marks[slot] ?? 0;
      this.#alls[slot] = 0;
      this.#marks[slot] = 0;
    }
    this.#second = second;
  }
}
