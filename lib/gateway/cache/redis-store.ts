import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Entry } from "./entry.ts";
import { decodeEntry, encodeEntry } from "./entry-codec.ts";
import { tagsOf } from "./invalidation.ts";
import { EVERYTHING, entryKey, generationKey, generationKeys, lockKey } from "./redis-keys.ts";
import { type Address, type CacheStore, type Reading, type Seal, TRUSTED_MS } from "./store.ts";

/** The commands that the store needs. Reads of one turn of the event loop should travel together. */
export type CacheRedis = {
  getMany(keys: readonly string[]): Promise<readonly (string | null)[]>;
  getBytes(key: string): Promise<Uint8Array | null>;
  /** Whether the value was set: false only with `isOnlyIfAbsent`. */
  set(
    key: string,
    value: string | Uint8Array,
    options: { readonly ttlMs: number; readonly isOnlyIfAbsent?: boolean },
  ): Promise<boolean>;
  delete(keys: readonly string[]): Promise<number>;
};

/** The operation's result within a budget, or the fallback's when the store fails or has failed. */
export type Guard = <T>(operation: () => Promise<T>, fallback: () => T) => T | Promise<T>;

type Options = {
  readonly redis: CacheRedis;
  readonly guard: Guard;
  /** The cache's clock; milliseconds. */
  readonly now: () => number;
  readonly wallNow?: () => number;
};

export type RedisStore = Omit<CacheStore, "begin"> & {
  begin(address: Address): Promise<Reading | null>;
  /** The generations of tags as one text, or null when they cannot be had. */
  generationsOf(tags: readonly string[]): Promise<string | null>;
};

const GENERATION_MS = 24 * 3600 * 1000;
// How long a stale answer that can be revalidated is worth its memory.
const REVALIDATION_MS = 10 * 60 * 1000;
const LOCK_MS = 3000;
const POLL_MS = 25;
const SETTLE_EVERY_MS = 500;
const UNREACHABLE: Reading = { held: [], seal: null };

/**
 * Answers in a Redis that other processes share, the newest variant of each key. An answer holds as
 * long as the random generations of its tags, and of everything, are those that were read before
 * the upstream was asked. A write deletes them: the one command that also works when Redis is full.
 *
 * Who has lost Redis, for however short, makes everything in it outdated before believing it again:
 * writes that could not be told may have happened meanwhile, here or elsewhere.
 */
export function redisStore({ redis, guard, now, wallNow = Date.now }: Options): RedisStore {
  const locked = new Set<string>();
  let owesDrop = false;

  async function settle(): Promise<boolean> {
    if (!owesDrop) return true;
    const isSettled = await guard(() => redis.delete([EVERYTHING]).then(() => true), failed);
    if (isSettled) owesDrop = false;
    return isSettled;
  }

  // Others may be believing what we could not outdate, so this does not wait for our next request.
  function owe(): void {
    if (owesDrop) return;
    owesDrop = true;
    const timer = setInterval(async () => {
      if (await settle()) clearInterval(timer);
    }, SETTLE_EVERY_MS).unref();
  }

  function lost<T>(value: T): () => T {
    return () => {
      owe();
      return value;
    };
  }

  async function generations(tags: readonly string[]): Promise<string | null> {
    const keys = generationKeys(tags);
    return joined(await redis.getMany(keys)) ?? established(keys);
  }

  /** Gives generations to tags that have none, because they are new or Redis has lost them. */
  async function established(keys: readonly string[]): Promise<string | null> {
    const once = { ttlMs: GENERATION_MS, isOnlyIfAbsent: true };
    await Promise.all(keys.map((key) => redis.set(key, randomUUID(), once)));
    return joined(await redis.getMany(keys));
  }

  async function fetch(address: Address): Promise<Reading> {
    const checkedAt = now();
    const tags = tagsOf(address.owner, address.path);
    const keys = generationKeys(tags);
    const [values, bytes] = await Promise.all([
      redis.getMany(keys),
      redis.getBytes(entryKey(address)),
    ]);
    const known = joined(values);
    const shared = known ?? (await established(keys));
    if (shared === null) return UNREACHABLE;
    const seal = { tags, local: 0, shared, checkedAt };
    const record = bytes === null ? null : decodeEntry(bytes, { now: now(), wallNow: wallNow() });
    const isCurrent = record !== null && record.generations === known;
    return { held: isCurrent ? [{ entry: record.entry, seal }] : [], seal };
  }

  async function read(address: Address): Promise<Reading> {
    if (!(await settle())) return UNREACHABLE;
    return guard(() => fetch(address), lost(UNREACHABLE));
  }

  function isFresh({ held }: Reading): boolean {
    return held.some(({ entry }) => now() < entry.freshUntil);
  }

  async function unlock(address: Address): Promise<void> {
    const key = lockKey(address);
    if (!locked.delete(key)) return;
    await guard(
      () => redis.delete([key]),
      () => 0,
    );
  }

  function unlockSoon(address: Address): void {
    void unlock(address);
  }

  /** Waits for what the process that holds the lock makes of it. */
  async function othersAnswer(address: Address): Promise<Reading> {
    const until = now() + LOCK_MS;
    for (;;) {
      await sleep(POLL_MS);
      const reading = await read(address);
      if (reading.seal === null || isFresh(reading) || now() >= until) return reading;
      const [lock] = await guard(
        () => redis.getMany([lockKey(address)]),
        () => [null],
      );
      if (lock === null) return reading;
    }
  }

  return {
    read,
    generationsOf: async (tags) =>
      (await settle()) ? guard(() => generations(tags), lost(null)) : null,
    async write(address, entry, { shared }, now) {
      const bytes = encodeEntry({ entry, generations: shared }, { now, wallNow: wallNow() });
      await guard(
        () => redis.set(entryKey(address), bytes, { ttlMs: keptMs(entry, now) }),
        () => false,
      );
      await unlock(address);
    },
    async drop(tags) {
      const keys = tags.map(generationKey);
      await guard(() => redis.delete(keys), lost(0));
    },
    isCurrent: ({ checkedAt }: Seal, now) => now - checkedAt <= TRUSTED_MS,
    async begin(address) {
      const once = { ttlMs: LOCK_MS, isOnlyIfAbsent: true };
      const lock = guard(
        () => redis.set(lockKey(address), "1", once),
        () => true,
      );
      // Somebody may have stored and unlocked since we looked, so we look again, in the same turn.
      const [isOurs, reading] = await Promise.all([lock, read(address)]);
      if (!isOurs) return isFresh(reading) ? reading : othersAnswer(address);
      locked.add(lockKey(address));
      if (!isFresh(reading)) return null;
      unlockSoon(address);
      return reading;
    },
    abandon: unlockSoon,
  };
}

function keptMs(entry: Entry, now: number): number {
  const { freshUntil, revalidatedUntil, fallbackUntil, etag, lastModified } = entry;
  const usableMs = Math.max(freshUntil, revalidatedUntil, fallbackUntil) - now;
  const isRevalidated = etag !== null || lastModified !== null;
  return Math.max(1, Math.ceil(usableMs + (isRevalidated ? REVALIDATION_MS : 0)));
}

function joined(values: readonly (string | null)[]): string | null {
  return values.includes(null) ? null : values.join(" ");
}

function failed(): boolean {
  return false;
}
