import { Readable } from "node:stream";
import type { Deadline } from "./deadline.ts";

type Source = {
  pause(): void;
  resume(): void;
  /** The reader has gone before the end. */
  abandon(): void;
};

const BUFFERED_BYTES_MAX = 64 * 1024;

/** A response's body as it comes. The source rests while nobody reads, and its deadline with it. */
export class ResponseBody extends Readable {
  readonly #deadline: Deadline;
  readonly #source: Source;
  #isComplete = false;

  constructor(deadline: Deadline, source: Source) {
    super({ highWaterMark: BUFFERED_BYTES_MAX });
    this.#deadline = deadline;
    this.#source = source;
    // An answer that breaks while nobody reads it must not take the process along.
    this.on("error", () => undefined);
  }

  // Node's own iterator does not hear of a reader that leaves before its first chunk.
  override [Symbol.asyncIterator](): NodeJS.AsyncIterator<Buffer> {
    const chunks = super[Symbol.asyncIterator]();
    const leave = () => {
      this.destroy();
      return chunks.return?.() ?? Promise.resolve({ done: true, value: undefined });
    };
    return {
      next: () => chunks.next(),
      return: leave,
      [Symbol.asyncIterator]() {
        return this;
      },
      [Symbol.asyncDispose]: async () => {
        await leave();
      },
    };
  }

  receive(chunk: Buffer): void {
    if (this.push(chunk)) {
      this.#deadline.start();
      return;
    }
    this.#deadline.stop();
    this.#source.pause();
  }

  complete(): void {
    this.#isComplete = true;
    this.push(null);
  }

  override _read(): void {
    if (this.#isComplete) return;
    this.#deadline.start();
    this.#source.resume();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    if (!this.#isComplete) this.#source.abandon();
    callback(error);
  }
}
