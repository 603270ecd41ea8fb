import type { Sighting } from "./sighting.ts";

/** The newest sightings, at most as many as it was made for. */
export class SightingRing {
  readonly #kept: Sighting[] = [];
  readonly #max: number;
  #next = 0;

  constructor(max: number) {
    this.#max = max;
  }

  push(sighting: Sighting): void {
    this.#kept[this.#next] = sighting;
    this.#next = (this.#next + 1) % this.#max;
  }

  /** Those numbered above `number`, oldest first, at most the `max` newest of them. */
  since(number: number, max: number): Sighting[] {
    const found: Sighting[] = [];
    for (let back = 1; back <= this.#kept.length && found.length < max; back += 1) {
      const sighting = this.#kept[(this.#next - back + this.#max) % this.#max];
      if (sighting === undefined || sighting.number <= number) break;
      found.push(sighting);
    }
    return found.reverse();
  }

  /** The newest with that request id, or null: clients may send one id twice. */
  withRequestId(requestId: string): Sighting | null {
    return this.since(0, this.#max).findLast((one) => one.requestId === requestId) ?? null;
  }

  /** The one with that number, or null when it is no longer kept. */
  withNumber(number: number): Sighting | null {
    return this.since(number - 1, this.#max).find((one) => one.number === number) ?? null;
  }
}
