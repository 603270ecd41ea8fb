import type { MemoryStore } from "./memory-store.ts";
import type { RedisStore } from "./redis-store.ts";
import { type Address, type CacheStore, type Held, type Reading, TRUSTED_MS } from "./store.ts";

const ATTEMPTS_MAX = 3;
const BYPASS: Reading = { held: [], seal: null };

/**
 * This process's memory before a shared store. What is in memory is given without asking for
 * `TRUSTED_MS` after its generations were last found unchanged; they are looked up again in the
 * background before that, so that a busy answer is always given at once.
 */
export function tieredStore(
  memory: MemoryStore,
  shared: RedisStore,
  now: () => number,
): CacheStore {
  const pending = new Map<string, Promise<Reading>>();

  /** One look at the shared store at a time for each key. */
  function once(key: string, look: () => Promise<Reading>): Promise<Reading> {
    const running = pending.get(key);
    if (running !== undefined) return running;
    const started = look().finally(() => pending.delete(key));
    pending.set(key, started);
    return started;
  }

  async function fetch(address: Address, attemptsLeft = ATTEMPTS_MAX): Promise<Reading> {
    const before = memory.read(address, now());
    const checkedAt = now();
    const found = await shared.read(address, checkedAt);
    if (found.seal === null || before.seal === null) return BYPASS;
    const seal = { ...before.seal, shared: found.seal.shared, checkedAt };
    if (!memory.isCurrent(seal, checkedAt)) {
      return attemptsLeft > 1 ? fetch(address, attemptsLeft - 1) : BYPASS;
    }
    for (const { entry } of found.held) memory.write(address, entry, seal);
    return { held: found.held.map(({ entry }) => ({ entry, seal })), seal };
  }

  async function confirm(address: Address, held: readonly Held[]): Promise<Reading> {
    const checkedAt = now();
    const generations = await shared.generationsOf(held[0]?.seal.tags ?? []);
    if (generations === null) return BYPASS;
    for (const { seal } of held) {
      if (seal.shared === generations) seal.checkedAt = checkedAt;
    }
    memory.retain(address, ({ seal }) => seal.shared === generations);
    const reading = memory.read(address, checkedAt);
    return reading.held.length > 0 ? reading : fetch(address);
  }

  return {
    read(address, now) {
      const reading = memory.read(address, now);
      const { held } = reading;
      if (held.length === 0) return once(address.key, () => fetch(address));
      const uncheckedMs = now - oldestCheck(held);
      if (uncheckedMs > TRUSTED_MS) return once(address.key, () => confirm(address, held));
      if (uncheckedMs > TRUSTED_MS / 2) void once(address.key, () => confirm(address, held));
      return reading;
    },
    async write(address, entry, seal, now) {
      memory.write(address, entry, seal);
      await shared.write(address, entry, seal, now);
    },
    // Memory last: a look at the shared store that began before must not bring back what it saw.
    async drop(tags) {
      await shared.drop(tags);
      memory.drop(tags);
    },
    isCurrent: (seal, now) => memory.isCurrent(seal, now) && shared.isCurrent(seal, now),
    async begin(address) {
      const reading = await shared.begin(address);
      return reading === null ? null : fetch(address);
    },
    abandon: (address) => shared.abandon(address),
  };
}

function oldestCheck(held: readonly Held[]): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { seal } of held) oldest = Math.min(oldest, seal.checkedAt);
  return oldest;
}
