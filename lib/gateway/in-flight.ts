/** Requests that have no whole answer yet, and the most there may be. */
export class InFlight {
  readonly max: number;
  #count = 0;
  #refused = 0;

  constructor(max: number) {
    this.max = max;
  }

  get count(): number {
    return this.#count;
  }

  /** Requests refused since the start of the process. */
  get refused(): number {
    return this.#refused;
  }

  /** Counts one in, or says that there are too many. Whoever was let in must leave, once. */
  enter(): boolean {
    if (this.#count >= this.max) {
      this.#refused += 1;
      return false;
    }
    this.#count += 1;
    return true;
  }

  leave(): void {
    this.#count -= 1;
  }
}
