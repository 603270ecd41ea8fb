import { createHash } from "node:crypto";

/** What a script may answer. Strings are text, Lua's `false` and `nil` are null. */
export type RedisValue = string | number | null | readonly RedisValue[];

export type RedisArgument = string | number;

export type SetOptions = {
  /** How long the value lives, in whole milliseconds, at least 1. */
  readonly ttlMs: number;
  /** Leaves a value that is there alone. */
  readonly isOnlyIfAbsent?: boolean;
};

/**
 * The commands that limiter, cache and revocation need, over whatever transport. Reads made in
 * the same turn of the event loop travel together, and so do writes. Every call rejects
 * when the store refuses, answers with an error or something else than Redis; none waits for ever,
 * but only `StoreHealth.guard` keeps to the budget. Keys are text.
 */
export type Redis = {
  get(key: string): Promise<string | null>;
  /** The values of several keys in one command, in the order of the keys. */
  getMany(keys: readonly string[]): Promise<readonly (string | null)[]>;
  /** A value that was set as bytes. */
  getBytes(key: string): Promise<Uint8Array | null>;
  /** Whether the value was set: false only with `isOnlyIfAbsent`. */
  set(key: string, value: string | Uint8Array, options: SetOptions): Promise<boolean>;
  /** How many of the keys were there. */
  delete(keys: readonly string[]): Promise<number>;
  /** Rejects with a message holding NOSCRIPT when the server does not know the hash; see `runScript`. */
  evalsha(
    hash: string,
    keys: readonly string[],
    args: readonly RedisArgument[],
  ): Promise<RedisValue>;
  eval(
    source: string,
    keys: readonly string[],
    args: readonly RedisArgument[],
  ): Promise<RedisValue>;
  /** Writes something, as a full or read-only store answers a mere PING. */
  probe(): Promise<void>;
  /** Gives up the connection; calls under way reject. */
  close(): void;
};

/** A Lua script with the SHA-1 under which servers know it. */
export type Script = { readonly source: string; readonly hash: string };

export function script(source: string): Script {
  return { source, hash: createHash("sha1").update(source).digest("hex") };
}

/** Runs a script atomically, in one round trip unless the server has never seen it. */
export async function runScript(
  redis: Redis,
  { source, hash }: Script,
  keys: readonly string[],
  args: readonly RedisArgument[],
): Promise<RedisValue> {
  try {
    return await redis.evalsha(hash, keys, args);
  } catch (error) {
    if (!isUnknownScript(error)) throw error;
    return redis.eval(source, keys, args);
  }
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.includes("NOSCRIPT");
}
