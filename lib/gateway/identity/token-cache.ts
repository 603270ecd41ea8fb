import type { Identity } from "../exchange.ts";

/** A verified token's identity and the span in which it holds, in seconds since the epoch. */
export type VerifiedToken = { readonly identity: Identity; readonly notBefore: number };

/**
 * A bounded map that keeps what was used lately, in two generations: a hit costs one lookup, and
 * when the young generation is full the old one is dropped as a whole.
 */
export class TokenCache {
  readonly #generationSize: number;
  #young = new Map<string, VerifiedToken>();
  #old = new Map<string, VerifiedToken>();

  constructor(entriesMax: number) {
    this.#generationSize = Math.floor(entriesMax / 2);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(token: string): VerifiedToken | undefined {
    const entry = this.#young.get(token);
    if (entry !== undefined) return entry;
    const aged = this.#old.get(token);
    if (aged !== undefined) {
      this.#old.delete(token);
      this.set(token, aged);
    }
    return aged;
  }

  set(token: string, entry: VerifiedToken): void {
    if (this.#generationSize === 0) return;
    if (this.#young.size >= this.#generationSize) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(token, entry);
  }

  delete(token: string): void {
    this.#young.delete(token);
    this.#old.delete(token);
  }

  /** Drops every entry whose identity satisfies the predicate. */
  forget(predicate: (identity: Identity) => boolean): void {
    for (const generation of [this.#young, this.#old]) {
      for (const [token, { identity }] of generation) {
        if (predicate(identity)) generation.delete(token);
      }
    }
  }
}
