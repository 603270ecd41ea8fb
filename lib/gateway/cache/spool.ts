/**
 * A body that is read ahead of its reader, so that a slow reader, or one that leaves, does not keep
 * others from the whole of it. At most `bytesMax` are kept; a longer body goes on only as fast as
 * its reader takes it.
 */
export class Spool {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #bytesMax: number;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #state: "filling" | "whole" | "too-long" | "broken" = "filling";
  #failure: unknown = null;
  #wake: () => void = () => {};
  #hasReader = false;

  constructor(body: AsyncIterable<Uint8Array>, bytesMax: number) {
    this.#source = body[Symbol.asyncIterator]();
    this.#bytesMax = bytesMax;
  }

  /** Reads ahead. Gives the whole body, or null when it is too long; rejects when it breaks. */
  async fill(): Promise<Buffer | null> {
    try {
      while (this.#bytes <= this.#bytesMax) {
        const { done, value } = await this.#source.next();
        if (done === true) return this.#end("whole");
        this.#chunks.push(value);
        this.#bytes += value.byteLength;
        this.#wake();
      }
      return this.#end("too-long");
    } catch (error) {
      this.#failure = error;
      this.#end("broken");
      throw error;
    }
  }

  /** The body for its one reader. */
  reader(): AsyncIterable<Uint8Array> {
    let index = 0;
    this.#hasReader = true;
    const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
      for (;;) {
        const value = this.#chunks[index++];
        if (value !== undefined) return { done: false, value };
        index -= 1;
        if (this.#state === "whole") return { done: true, value: undefined };
        if (this.#state === "broken") throw this.#failure;
        if (this.#state === "too-long") return ended(await this.#source.next());
        await this.#more();
      }
    };
    const leave = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
      this.#hasReader = false;
      if (this.#state === "too-long") await this.#source.return?.();
      return { done: true, value: undefined };
    };
    return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #end(state: "whole" | "too-long" | "broken"): Buffer | null {
    this.#state = state;
    this.#wake();
    if (state === "too-long" && !this.#hasReader) void this.#source.return?.();
    return state === "whole" ? Buffer.concat(this.#chunks) : null;
  }
}

function ended(result: IteratorResult<Uint8Array>): IteratorResult<Uint8Array, undefined> {
  return result.done === true ? { done: true, value: undefined } : result;
}
