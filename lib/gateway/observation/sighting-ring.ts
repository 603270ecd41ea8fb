import type { Sighting } from "./sighting.ts";

// More than these nobody reads, and keeping them all would cost a busy process a twentieth of its time.
const KEPT_PER_SECOND = 100;

/** What is left to keep of one kind of answer, and when that was so. */
type Room = { left: number; at: number };

/**
 * The newest sightings, at most as many as it was made for. Of answers of one kind beyond a hundred
 * in a second some are passed over, so that neither good ones nor one kind of refusal wash out the rest.
 */
export class SightingRing {
  readonly #kept: Sighting[] = [];
  readonly #max: number;
  #next = 0;
  readonly #rooms = new Map<string, Room>();
  #passedOver = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Requests that were not kept because they came too fast, since the start. */
  get passedOver(): number {
    return this.#passedOver;
  }

  /**
   * Whether a request is to be kept, by the kind of its answer: one of a bounded number, that ours
   * are and clients' are not. `now` in milliseconds since the epoch.
   */
  takes(kind: string, now: number): boolean {
    const room = this.#roomOf(kind);
    const regained = ((now - room.at) * KEPT_PER_SECOND) / 1000;
    room.left = Math.min(KEPT_PER_SECOND, room.left + Math.max(0, regained));
    room.at = now;
    if (room.left < 1) {
      this.#passedOver += 1;
      return false;
    }
    room.left -= 1;
    return true;
  }

  #roomOf(kind: string): Room {
    const known = this.#rooms.get(kind);
    if (known !== undefined) return known;
    const room = { left: KEPT_PER_SECOND, at: 0 };
    this.#rooms.set(kind, room);
    return room;
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
