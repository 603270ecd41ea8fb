import { GatewayError } from "../errors/gateway-error.ts";
import type { Deadline } from "./deadline.ts";
import { upstreamFailure } from "./failure.ts";

type Reader = { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> };

/**
 * The body of a fetched answer, for one reader; the deadline counts while the reader waits. Not a
 * generator, because a generator that is left before its first chunk never hears of it.
 */
export class FetchedBody implements AsyncIterableIterator<Uint8Array> {
  readonly #reader: Reader;
  readonly #abort: AbortController;
  readonly #deadline: Deadline;
  readonly #place: { leave(): void };
  #isEnded = false;

  constructor(
    bytes: { getReader(): Reader },
    abort: AbortController,
    deadline: Deadline,
    place: { leave(): void },
  ) {
    this.#reader = bytes.getReader();
    this.#abort = abort;
    this.#deadline = deadline;
    this.#place = place;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Throws a GatewayError when the body breaks or stalls. */
  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#deadline.start();
    try {
      const { value } = await this.#reader.read();
      this.#deadline.stop();
      if (value === undefined) this.#end();
      return value === undefined ? { done: true, value } : { done: false, value };
    } catch (error) {
      this.#end();
      throw upstreamFailure(this.#abort.signal.aborted ? this.#abort.signal.reason : error);
    }
  }

  /** Closes the call unless all of it has been read. */
  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.#isEnded) this.#abort.abort(new GatewayError("client_gone"));
    this.#end();
    return { done: true, value: undefined };
  }

  #end(): void {
    this.#isEnded = true;
    this.#deadline.end();
    this.#place.leave();
  }
}
