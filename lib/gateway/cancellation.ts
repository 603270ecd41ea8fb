type Listener = () => void;

/**
 * "The client has gone", told once to whoever holds something open for it.
 * An AbortSignal says the same at several microseconds a request; lanes convert at the edge.
 */
export class Cancellation {
  #listeners: Listener[] | null = null;
  #isCancelled = false;

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Calls `listener` on cancellation, at once when that has happened already. */
  onCancel(listener: Listener): void {
    if (this.#isCancelled) listener();
    else if (this.#listeners === null) this.#listeners = [listener];
    else this.#listeners.push(listener);
  }

  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    const listeners = this.#listeners ?? [];
    this.#listeners = null;
    for (const listener of listeners) listener();
  }
}
