/**
 * How long one wait may last. A single timer, refreshed per wait, costs next to nothing; between
 * `start` and `stop` it counts, outside of that (a slow reader's time) it does not, nor while it is
 * held (a slow sender's time). Never keeps the process alive.
 */
export class Deadline {
  readonly #onPassed: () => void;
  #timer: NodeJS.Timeout | null = null;
  #waitMs: number | null;
  #isWaiting = false;
  #isHeld = false;

  /** `waitMs` null: no limit. */
  constructor(waitMs: number | null, onPassed: () => void) {
    this.#waitMs = waitMs;
    this.#onPassed = onPassed;
  }

  get waitMs(): number | null {
    return this.#waitMs;
  }

  start(): void {
    this.#isWaiting = true;
    if (this.#waitMs === null) return;
    if (this.#timer === null) {
      this.#timer = setTimeout(() => this.#pass(), this.#waitMs);
      this.#timer.unref();
    } else {
      this.#timer.refresh();
    }
  }

  stop(): void {
    this.#isWaiting = false;
  }

  /** Whoever is waited for waits for somebody else, until `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  /** A wait that is under way counts from here on. */
  release(): void {
    this.#isHeld = false;
    if (this.#isWaiting) this.start();
  }

  /** Other waits from here on, such as the silences of an event stream. */
  change(waitMs: number | null): void {
    if (waitMs === this.#waitMs) return;
    this.end();
    this.#timer = null;
    this.#waitMs = waitMs;
  }

  end(): void {
    this.#isWaiting = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #pass(): void {
    if (this.#isWaiting && !this.#isHeld) this.#onPassed();
  }
}
