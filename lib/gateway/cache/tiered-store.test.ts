import { expect, test } from "vitest";
import { addressOf, entryOf } from "#tests/cache/entries.ts";
import { tagsOf } from "./invalidation.ts";
import { memoryStore } from "./memory-store.ts";
import type { RedisStore } from "./redis-store.ts";
import { type Address, type Reading, TRUSTED_MS } from "./store.ts";
import { tieredStore } from "./tiered-store.ts";

/** A shared store whose answers the test gives, and a memory before it. */
function tiers() {
  const asked: PromiseWithResolvers<Reading>[] = [];
  const checks: PromiseWithResolvers<string | null>[] = [];
  const dropped = Promise.withResolvers<void>();
  let clock = 0;
  const next = <T>(list: PromiseWithResolvers<T>[]) => {
    const waiting = Promise.withResolvers<T>();
    list.push(waiting);
    return waiting.promise;
  };
  const shared: RedisStore = {
    read: () => next(asked),
    generationsOf: () => next(checks),
    write: async () => {},
    drop: () => dropped.promise,
    begin: async () => null,
    abandon() {},
    isCurrent: ({ checkedAt }, now) => now - checkedAt <= TRUSTED_MS,
  };
  const store = tieredStore(memoryStore(1024 ** 2), shared, () => clock);
  return {
    store,
    asked,
    checks,
    /** Until then the shared store has not outdated anything. */
    dropped,
    pass(ms: number) {
      clock += ms;
    },
    now: () => clock,
  };
}

function found(address: Address, body: string | null, generations = "g1"): Reading {
  const tags = tagsOf(address.owner, address.path);
  const seal = { tags, local: 0, shared: generations, checkedAt: 0 };
  return { held: body === null ? [] : [{ entry: entryOf(body), seal }], seal };
}

const bodies = ({ held }: Reading) => held.map(({ entry }) => entry.body.toString());

test("a look that began before a write cannot bring back what the write outdated", async () => {
  const { asked, dropped, now, store } = tiers();
  const address = addressOf();
  const looking = Promise.resolve(store.read(address, now()));
  dropped.resolve();

  await store.drop(tagsOf(address.owner, address.path));
  asked[0]?.resolve(found(address, "old"));
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.resolve(found(address, "new", "g2"));

  expect(bodies(await looking)).toEqual(["new"]);
});

test("what is read from the shared store while a write is under way is outdated by it", async () => {
  const { asked, dropped, now, store } = tiers();
  const address = addressOf();

  const writing = Promise.resolve(store.drop(tagsOf(address.owner, address.path)));
  const looking = Promise.resolve(store.read(address, now()));
  asked[0]?.resolve(found(address, "old"));
  expect(bodies(await looking)).toEqual(["old"]);
  dropped.resolve();
  await writing;

  expect(store.read(address, now())).toBeInstanceOf(Promise);
});

test("is bypassed when writes outrun every look", async () => {
  const { asked, dropped, now, store } = tiers();
  const address = addressOf();
  const looking = Promise.resolve(store.read(address, now()));
  dropped.resolve();

  for (let look = 0; look < 3; look++) {
    await expect.poll(() => asked.length).toBe(look + 1);
    await store.drop(tagsOf(address.owner, address.path));
    asked[look]?.resolve(found(address, "old"));
  }

  expect(await looking).toEqual({ held: [], seal: null });
});

test("callers of one key look once", async () => {
  const { asked, now, store } = tiers();
  const address = addressOf();
  const looking = Promise.all([store.read(address, now()), store.read(address, now())]);

  asked[0]?.resolve(found(address, "body"));

  expect((await looking).map(bodies)).toEqual([["body"], ["body"]]);
  expect(asked).toHaveLength(1);
});

test("trust counts from when the look began", async () => {
  const { asked, checks, now, pass, store } = tiers();
  const address = addressOf();
  const looking = Promise.resolve(store.read(address, now()));
  pass(TRUSTED_MS - 100);
  asked[0]?.resolve(found(address, "body"));
  await looking;

  pass(200);
  const checking = Promise.resolve(store.read(address, now()));
  checks[0]?.resolve("g1");

  expect(bodies(await checking)).toEqual(["body"]);
  expect(store.read(address, now())).not.toBeInstanceOf(Promise);
});

test("what other generations have outdated is looked for in the shared store", async () => {
  const { asked, checks, now, pass, store } = tiers();
  const address = addressOf();
  const looking = Promise.resolve(store.read(address, now()));
  asked[0]?.resolve(found(address, "old"));
  await looking;
  pass(TRUSTED_MS + 1);

  const checking = Promise.resolve(store.read(address, now()));
  checks[0]?.resolve("g2");
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.resolve(found(address, "new", "g2"));

  expect(bodies(await checking)).toEqual(["new"]);
});

test("is bypassed when the generations cannot be had", async () => {
  const { asked, checks, now, pass, store } = tiers();
  const address = addressOf();
  const looking = Promise.resolve(store.read(address, now()));
  asked[0]?.resolve(found(address, "body"));
  await looking;
  pass(TRUSTED_MS + 1);

  const checking = Promise.resolve(store.read(address, now()));
  checks[0]?.resolve(null);

  expect(await checking).toEqual({ held: [], seal: null });
});
