/**
 * Which tags have been written to, and when, within this process. "When" counts writes. Holds at most
 * `tagsMax` tags; what was made before a forgotten write counts as outdated.
 */
export class Generations {
  readonly #tagsMax: number;
  readonly #writes = new Map<string, number>();
  #latest = 0;
  #forgotten = 0;

  constructor(tagsMax = 50_000) {
    this.#tagsMax = tagsMax;
  }

  /** The number of the last write. */
  get latest(): number {
    return this.#latest;
  }

  /** Records one write to all of these tags. */
  advance(tags: readonly string[]): void {
    this.#latest += 1;
    for (const tag of tags) {
      this.#writes.delete(tag);
      this.#writes.set(tag, this.#latest);
    }
    for (const [tag, write] of this.#writes) {
      if (this.#writes.size <= this.#tagsMax) break;
      this.#forgotten = write;
      this.#writes.delete(tag);
    }
  }

  /** Whether none of these tags has been written to after write number `since`. */
  isCurrent(tags: readonly string[], since: number): boolean {
    if (since === this.#latest) return true;
    if (since < this.#forgotten) return false;
    for (const tag of tags) {
      const write = this.#writes.get(tag);
      if (write !== undefined && write > since) return false;
    }
    return true;
  }
}
