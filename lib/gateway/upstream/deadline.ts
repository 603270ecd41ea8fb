/**
 * How long one wait may last. A single timer, refreshed per wait, costs next to nothing; between
 * `start` and `stop` it counts, outside of that (a slow reader's time) it does not.
 * Never keeps the process alive.
 */
export class Deadline {
  readonly #onPassed: () => void;
  #timer: NodeJS.Timeout | null = null;
  #waitMs: number | null;
  #isWaiting = false;

  /** `waitMs` null: no limit. */
  constructor(waitMs: number | null, onPassed: () => void) {
    this.#waitMs = waitMs;
    this.#onPassed = onPassed;
  }

  start(): void {
    this.#isWaiting = true;
    if (this.#waitMs === null) return;
    if (this.#timer === null) {
      this.#timer = setTimeout(() => this.#isWaiting && this.#onPassed(), this.#waitMs);
      this.#timer.unref();
    } else {
      this.#timer.refresh();
    }
  }

  stop(): void {
    this.#isWaiting = false;
  }

  /** Other waits from here on, such as the silences of an event stream. */
  change(waitMs: number | null): void {
    this.end();
    this.#timer = null;
    this.#waitMs = waitMs;
  }

  end(): void {
    this.#isWaiting = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
