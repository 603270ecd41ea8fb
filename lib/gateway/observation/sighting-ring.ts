import type { Sighting } from "./sighting.ts";

// More than these nobody reads, and keeping them all would cost a busy process a twentieth of its time.
const GOOD_PER_SECOND = 100;

/**
 * The newest sightings, at most as many as it was made for. Of good answers beyond a hundred in a
 * second some are passed over, so that they do not wash out what was refused or failed.
 */
export class SightingRing {
  readonly #kept: Sighting[] = [];
  readonly #max: number;
  #next = 0;
  #room = GOOD_PER_SECOND;
  #roomAt = 0;
  #passedOver = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Requests that were not kept because they came too fast, since the start. */
  get passedOver(): number {
    return this.#passedOver;
  }

  /** Whether a request is to be kept. `now` in milliseconds since the epoch. */
  takes(isGood: boolean, now: number): boolean {
    if (!isGood) return true;
    const regained = ((now - this.#roomAt) * GOOD_PER_SECOND) / 1000;
    this.#room = Math.min(GOOD_PER_SECOND, this.#room + Math.max(0, regained));
    this.#roomAt = now;
    if (this.#room < 1) {
      this.#passedOver += 1;
      return false;
    }
    this.#room -= 1;
    return true;
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
