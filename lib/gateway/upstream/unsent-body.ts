/**
 * A request's body that a second try can take over for as long as nothing of it has been handed
 * out. undici writes a request's head together with the first chunk of its body, so that until then
 * not a byte has been sent.
 */
export class UnsentBody implements AsyncIterable<Uint8Array> {
  readonly #source: AsyncIterable<Uint8Array>;
  #chunks: AsyncIterator<Uint8Array> | null = null;
  #first: Promise<IteratorResult<Uint8Array>> | null = null;
  #try = 0;
  #isUntouched = true;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source;
  }

  /** Takes the body from its reader, for whom it ends; false when it is too late for that. */
  takeBack(): boolean {
    if (this.#isUntouched) this.#try += 1;
    return this.#isUntouched;
  }

  /** Nobody will read it any more. */
  async discard(): Promise<void> {
    if (this.#isUntouched) await this.#chunks?.return?.();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const mine = this.#try;
    return {
      next: () => this.#next(mine),
      return: async () => {
        if (!this.#isUntouched) await this.#chunks?.return?.();
        return { done: true, value: undefined };
      },
    };
  }

  async #next(mine: number): Promise<IteratorResult<Uint8Array>> {
    this.#chunks ??= this.#source[Symbol.asyncIterator]();
    if (!this.#isUntouched) return this.#chunks.next();
    this.#first ??= this.#chunks.next();
    const first = await this.#first;
    if (mine !== this.#try) return { done: true, value: undefined };
    this.#isUntouched = false;
    return first;
  }
}
