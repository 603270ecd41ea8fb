import { bytesOf, type Entry } from "./entry.ts";
import { Generations } from "./generations.ts";
import { tagsOf } from "./invalidation.ts";
import type { Address, CacheStore, Held, Reading, Seal } from "./store.ts";
import { areSame } from "./vary.ts";

// Answers of one key for different Accept-Language and the like.
const VARIANTS_MAX = 16;

type Slot = { held: readonly Held[]; bytes: number };

/** The part of a store that needs no waiting. */
export type MemoryStore = Omit<CacheStore, "read" | "write" | "drop"> & {
  read(address: Address, now: number): Reading;
  write(address: Address, entry: Entry, seal: Seal): void;
  drop(tags: readonly string[]): void;
  /** Keeps of an address only what passes. */
  retain(address: Address, isKept: (held: Held) => boolean): void;
  /** What it takes, what it may take, and for how many addresses. */
  usage(): { readonly bytes: number; readonly bytesMax: number; readonly entries: number };
};

const NOTHING: readonly Held[] = [];

/** Answers in this process, at most `bytesMax`; the ones not used for longest make room. */
export function memoryStore(bytesMax: number): MemoryStore {
  const generations = new Generations();
  // In order of last use.
  const slots = new Map<string, Slot>();
  let bytes = 0;

  const isCurrent = ({ tags, local }: Seal) => generations.isCurrent(tags, local);

  function put(key: string, held: readonly Held[]): void {
    remove(key);
    if (held.length === 0) return;
    const slot = { held, bytes: slotBytes(key, held) };
    if (slot.bytes > bytesMax) return;
    slots.set(key, slot);
    bytes += slot.bytes;
    for (const [oldest] of slots) {
      if (bytes <= bytesMax) break;
      remove(oldest);
    }
  }

  function remove(key: string): void {
    const slot = slots.get(key);
    if (slot === undefined) return;
    slots.delete(key);
    bytes -= slot.bytes;
  }

  /** What is held and current, and touched by that. */
  function look(key: string): readonly Held[] {
    const slot = slots.get(key);
    if (slot === undefined) return NOTHING;
    if (slot.held.every(({ seal }) => isCurrent(seal))) {
      slots.delete(key);
      slots.set(key, slot);
      return slot.held;
    }
    const held = slot.held.filter(({ seal }) => isCurrent(seal));
    put(key, held);
    return held;
  }

  return {
    read({ key, owner, path }) {
      const held = look(key);
      // A seal that still holds is as good as a new one.
      const seal = held[0]?.seal ?? {
        tags: tagsOf(owner, path),
        local: generations.latest,
        shared: "",
        checkedAt: 0,
      };
      return { held, seal };
    },
    write({ key }, entry, seal) {
      if (!isCurrent(seal)) return;
      const others = look(key).filter((held) => !areSame(held.entry.selectors, entry.selectors));
      put(key, [{ entry, seal }, ...others.slice(0, VARIANTS_MAX - 1)]);
    },
    drop(tags) {
      generations.advance(tags);
    },
    retain({ key }, isKept) {
      put(key, look(key).filter(isKept));
    },
    usage: () => ({ bytes, bytesMax, entries: slots.size }),
    isCurrent,
    begin: () => null,
    abandon() {},
  };
}

function slotBytes(key: string, held: readonly Held[]): number {
  return held.reduce((sum, { entry }) => sum + bytesOf(entry), 2 * key.length);
}
