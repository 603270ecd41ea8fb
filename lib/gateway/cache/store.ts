import type { Entry } from "./entry.ts";

/** Where an answer lives: its key, and what outdates it. */
export type Address = {
  readonly key: string;
  readonly owner: string;
  /** Canonical. */
  readonly path: string;
};

/**
 * The state of an address's tags when somebody looked. What is asked of the upstream after that
 * may be stored under it, and is outdated by any write to the tags since.
 */
export type Seal = {
  readonly tags: readonly string[];
  /** Number of the last write of this process. */
  readonly local: number;
  /** Generations in the shared store; "" where there is none. */
  readonly shared: string;
  /** When the shared ones were last found unchanged, by the cache's clock. Written by the tiers. */
  checkedAt: number;
};

export type Held = { readonly entry: Entry; readonly seal: Seal };

/** What a store has for an address, newest first; and the seal for a new answer, null for none. */
export type Reading = { readonly held: readonly Held[]; readonly seal: Seal | null };

/**
 * Answers by address. Never gives one that has been outdated: within this process at once, from
 * other processes within `TRUSTED_MS`. Never rejects: a store that cannot be reached reads as empty
 * with a null seal, and the cache is bypassed. `now` is the cache's clock.
 */
export type CacheStore = {
  read(address: Address, now: number): Reading | Promise<Reading>;
  /** Stores an answer that was asked for after the seal was taken; it replaces one chosen alike. */
  write(address: Address, entry: Entry, seal: Seal, now: number): void | Promise<void>;
  /** Outdates everything under these tags; resolves when all later reads know. */
  drop(tags: readonly string[]): void | Promise<void>;
  /** Whether an answer asked for under this seal may still be given. */
  isCurrent(seal: Seal, now: number): boolean;
  /**
   * Says that this process is about to ask the upstream. Null: go on. Otherwise another process is
   * doing so; gives what came of it, empty when it took too long or could not be stored.
   */
  begin(address: Address): null | Promise<Reading | null>;
  /** Says that nothing was stored, so that others need not wait. */
  abandon(address: Address): void;
};

/** How long an answer is given without asking the shared store for its generations. */
export const TRUSTED_MS = 1000;
