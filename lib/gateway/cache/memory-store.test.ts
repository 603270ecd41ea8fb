import { expect, test } from "vitest";
import { addressOf, entryOf } from "#tests/cache/entries.ts";
import { cacheStoreContract } from "#tests/cache/store.contract.ts";
import { bytesOf } from "./entry.ts";
import { memoryStore } from "./memory-store.ts";
import type { Address, Seal } from "./store.ts";

cacheStoreContract("memory", () => memoryStore(1024 ** 2));

const SEAL: Seal = { tags: [], local: 0, shared: "", checkedAt: 0 };
const KILOBYTES = entryOf("x".repeat(10_000));

test("holds no more bytes than it may, and lets go of what was not used for longest", () => {
  const store = memoryStore(3 * (bytesOf(KILOBYTES) + 100));
  const addresses = Array.from({ length: 4 }, () => addressOf());
  const [first, second, third, fourth] = addresses;
  const isHeld = (address?: Address) =>
    address !== undefined && store.read(address, 0).held.length > 0;
  for (const address of addresses.slice(0, 3)) store.write(address, KILOBYTES, SEAL);

  expect([first, second, third].map(isHeld)).toEqual([true, true, true]);
  if (first !== undefined) store.read(first, 0);
  if (fourth !== undefined) store.write(fourth, KILOBYTES, SEAL);

  expect([first, second, third, fourth].map(isHeld)).toEqual([true, false, true, true]);
});

test("passes what alone would take all of its bytes", () => {
  const store = memoryStore(bytesOf(KILOBYTES) - 1);
  const small = addressOf();
  const large = addressOf();
  store.write(small, entryOf("small"), SEAL);

  store.write(large, KILOBYTES, SEAL);

  expect(store.read(large, 0).held).toEqual([]);
  expect(store.read(small, 0).held).toHaveLength(1);
});

test("keeps variants side by side, the newest first, and not endlessly many", () => {
  const store = memoryStore(1024 ** 2);
  const address = addressOf();
  for (let index = 0; index < 40; index++) {
    const changes = { selectors: [["accept-language", String(index)] as const] };
    store.write(address, entryOf(String(index), changes), SEAL);
  }

  const bodies = store.read(address, 0).held.map(({ entry }) => entry.body.toString());

  expect(bodies).toHaveLength(16);
  expect(bodies.slice(0, 2)).toEqual(["39", "38"]);
});

test("does not grow with answers that are outdated and asked for again", () => {
  const store = memoryStore(1024 ** 2);
  const address = addressOf("/api/v1/agents", "org 1");
  for (let index = 0; index < 1000; index++) {
    const { seal } = store.read(address, 0);
    if (seal !== null) store.write(address, KILOBYTES, seal);
    store.drop(seal?.tags ?? []);
  }
  const kept = addressOf();
  store.write(kept, entryOf("kept"), SEAL);

  expect(store.read(kept, 0).held).toHaveLength(1);
});
