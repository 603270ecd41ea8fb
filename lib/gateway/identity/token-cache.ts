import type { Identity } from "../exchange.ts";

/** A verified token's identity and the span in which it holds, in seconds since the epoch. */
export type VerifiedToken = { readonly identity: Identity; readonly notBefore: number };

type Entry = VerifiedToken & { readonly token: string };

/**
 * A bounded map that keeps what was used lately, in two generations: a hit costs one lookup, and
 * when the young generation is full the old one is dropped as a whole. Entries are found by a token's
 * signature, a tenth of what there is to hash, and taken for the whole token alone.
 */
export class TokenCache {
  readonly #generationSize: number;
  #young = new Map<string, Entry>();
  #old = new Map<string, Entry>();

  constructor(entriesMax: number) {
    this.#generationSize = Math.floor(entriesMax / 2);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(token: string): VerifiedToken | undefined {
    const signature = signatureOf(token);
    const entry = this.#young.get(signature);
    if (entry !== undefined) return entry.token === token ? entry : undefined;
    const aged = this.#old.get(signature);
    if (aged?.token !== token) return undefined;
    this.#old.delete(signature);
    this.set(token, aged);
    return aged;
  }

  set(token: string, { identity, notBefore }: VerifiedToken): void {
    if (this.#generationSize === 0) return;
    if (this.#young.size >= this.#generationSize) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(signatureOf(token), { token, identity, notBefore });
  }

  delete(token: string): void {
    const signature = signatureOf(token);
    this.#young.delete(signature);
    this.#old.delete(signature);
  }

  /** Drops every entry whose identity satisfies the predicate. */
  forget(predicate: (identity: Identity) => boolean): void {
    for (const generation of [this.#young, this.#old]) {
      for (const [signature, { identity }] of generation) {
        if (predicate(identity)) generation.delete(signature);
      }
    }
  }
}

// Of another text: all of it.
function signatureOf(token: string): string {
  return token.slice(token.lastIndexOf(".") + 1);
}
