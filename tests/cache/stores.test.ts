import { describe, expect, test } from "vitest";
import { memoryStore } from "#lib/gateway/cache/memory-store.ts";
import { redisStore } from "#lib/gateway/cache/redis-store.ts";
import { type Address, type CacheStore, TRUSTED_MS } from "#lib/gateway/cache/store.ts";
import { tieredStore } from "#lib/gateway/cache/tiered-store.ts";
import { createStoreHealth } from "#lib/gateway/stores/health.ts";
import { type Backing, TRANSPORTS, useRedis } from "#tests/redis/backings.ts";
import { healthOf } from "#tests/redis/health-of.ts";
import { addressOf, entryOf } from "./entries.ts";
import { cacheStoreContract } from "./store.contract.ts";

describe.each(TRANSPORTS)("cache over %s", (transport) => {
  const backing = useRedis(transport);
  const shared = (now: () => number) => {
    const redis = backing.connect();
    return redisStore({ redis, guard: healthOf(redis).guard, now });
  };
  const tiered = (now: () => number) => tieredStore(memoryStore(1024 ** 2), shared(now), now);

  /** `isAsked` resolves when Redis has seen who comes second. */
  function begunOn(store: CacheStore, address: Address) {
    const sets = async () =>
      Number(
        /cmdstat_set:calls=(\d+)/.exec(
          String(await backing.server.command("INFO", "commandstats")),
        )?.[1] ?? 0,
      );
    const asked = async () => {
      const before = await sets();
      const reading = store.begin(address);
      await expect.poll(sets).toBeGreaterThan(before);
      return { reading };
    };
    const begun = asked();
    return { isAsked: begun, reading: begun.then(({ reading }) => reading) };
  }

  cacheStoreContract("Redis alone", () => shared(() => 0));
  cacheStoreContract("memory before Redis", () => tiered(() => 0));

  test("two processes share what one of them stored", async () => {
    const [one, two] = [tiered(() => 0), tiered(() => 5_000_000)];
    const address = addressOf();

    await put(one, address, "shared");

    expect(await bodiesOf(two, address, 5_000_000)).toEqual(["shared"]);
  });

  test("a write at one is known to the other as soon as it looks again, and after that it is its own", async () => {
    let now = 0;
    const [one, two] = [tiered(() => now), tiered(() => now)];
    const address = addressOf("/api/v1/agents", "org 1");
    await put(one, address, "old");
    await bodiesOf(two, address, now);

    await one.drop(tagsOfAgents);

    expect(await bodiesOf(one, address, now)).toEqual([]);
    now += TRUSTED_MS + 1;
    expect(await bodiesOf(two, address, now)).toEqual([]);
  });

  test("what is trusted is given without a promise, and looked up again before the trust ends", async () => {
    let now = 0;
    const [one, two] = [tiered(() => now), tiered(() => now)];
    const address = addressOf("/api/v1/agents", "org 1");
    await put(one, address, "old");

    expect(one.read(address, now)).not.toBeInstanceOf(Promise);
    now = TRUSTED_MS * 0.6;
    await two.drop(tagsOfAgents);
    expect(one.read(address, now)).not.toBeInstanceOf(Promise);

    await expect.poll(() => bodiesOf(one, address, now)).toEqual([]);
  });

  test("one process at a time asks the upstream, the others get what it stored", async () => {
    const [one, two] = [tiered(() => performance.now()), tiered(() => performance.now())];
    const address = addressOf();
    const { seal } = await one.read(address, performance.now());
    if (seal === null) throw new Error("Redis is not there");
    expect(await one.begin(address)).toBeNull();

    const waiting = begunOn(two, address);
    await waiting.isAsked;
    const entry = entryOf("once", { freshUntil: performance.now() + 60_000 });
    await one.write(address, entry, seal, performance.now());

    const reading = await waiting.reading;
    expect(reading?.held.map(({ entry }) => entry.body.toString())).toEqual(["once"]);
  });

  test("nobody waits for an answer that could not be stored", async () => {
    const [one, two] = [tiered(() => performance.now()), tiered(() => performance.now())];
    const address = addressOf();
    await one.begin(address);

    const waiting = begunOn(two, address);
    await waiting.isAsked;
    one.abandon(address);

    expect((await waiting.reading)?.held).toEqual([]);
  });

  test("nothing is left of a flushed Redis, and no old answer comes back after it", async () => {
    let now = 0;
    const [one, two] = [tiered(() => now), tiered(() => now)];
    const address = addressOf("/api/v1/agents", "org 1");
    await put(one, address, "old");
    await bodiesOf(two, address, now);

    await backing.server.command("FLUSHALL");
    await put(two, addressOf("/api/v1/agents", "org 1"), "another");
    now += TRUSTED_MS + 1;

    expect(await bodiesOf(one, address, now)).toEqual([]);
  });

  test("bytes that nobody here wrote read as nothing", async () => {
    const store = shared(() => 0);
    const address = addressOf();
    await put(store, address, "good");
    const names = await backing.server.command("KEYS", "eloquent:cache:answer:*");
    for (const name of Array.isArray(names) ? names : []) {
      await backing.server.command("SET", String(name), "AAAA garbage");
    }

    expect(await bodiesOf(store, address, 0)).toEqual([]);
  });

  test("no key names a person", async () => {
    await put(
      shared(() => 0),
      addressOf("/api/v1/secret-path", "org acme"),
      "body",
    );

    const names = JSON.stringify(await backing.server.command("KEYS", "*"));

    expect(names).not.toMatch(/acme|secret/);
  });

  test("everything that is stored has an end", async () => {
    await backing.server.command("FLUSHALL");
    await put(
      shared(() => 0),
      addressOf(),
      "body",
    );

    const names = await backing.server.command("KEYS", "eloquent:cache:*");
    for (const name of Array.isArray(names) ? names : []) {
      expect(Number(await backing.server.command("PTTL", String(name)))).toBeGreaterThan(0);
    }
  });
});

describe("a Redis that fails", () => {
  const backing = useRedis("tcp");
  const tiered = (now: () => number) => failing(backing, now);

  test("is bypassed once what it vouched for is no longer trusted, and emptied when it is back", async () => {
    let now = 0;
    const store = tiered(() => now);
    const address = addressOf("/api/v1/agents", "org 1");
    await put(store, address, "old");

    await backing.server.kill();
    expect(await bodiesOf(store, address, TRUSTED_MS)).toEqual(["old"]);
    now = TRUSTED_MS + 1;
    expect(await store.read(address, now)).toEqual({ held: [], seal: null });

    await backing.server.restart();
    await expect.poll(async () => (await store.read(address, now)).seal).not.toBeNull();
    expect(await bodiesOf(store, address, now)).toEqual([]);
  });

  test("cannot keep an answer alive that a write outdated meanwhile", async () => {
    const now = 0;
    const [one, two] = [tiered(() => now), tiered(() => now)];
    const address = addressOf("/api/v1/agents", "org 1");
    await put(one, address, "old");

    backing.server.freeze();
    await two.drop(tagsOfAgents);
    backing.server.thaw();

    const other = tiered(() => now);
    await expect.poll(() => bodiesOf(other, address, now)).toEqual([]);
  });

  test("when full, stores nothing and still outdates", async () => {
    const now = 0;
    const [one, two] = [tiered(() => now), tiered(() => now)];
    const address = addressOf("/api/v1/agents", "org 1");
    await put(one, address, "old");
    await bodiesOf(two, address, now);
    await backing.server.command("CONFIG", "SET", "maxmemory", "1");

    await put(one, addressOf(), "too much");
    await two.drop(tagsOfAgents);
    await backing.server.command("CONFIG", "SET", "maxmemory", "0");

    const other = tiered(() => now);
    await expect.poll(() => bodiesOf(other, address, now)).toEqual([]);
  });
});

const tagsOfAgents = ["5:org 1/api/v1/agents", "6:public/api/v1/agents"];

/** A store whose Redis may fail: with a short budget, and probing often. */
function failing(backing: Backing, now: () => number): CacheStore {
  const redis = backing.connect();
  const log = { info() {}, warn() {} };
  const probe = () => redis.probe();
  const health = createStoreHealth({ probe, log, budgetMs: 200, probeEveryMs: 20 });
  return tieredStore(memoryStore(1024 ** 2), redisStore({ redis, guard: health.guard, now }), now);
}

async function put(store: CacheStore, address: ReturnType<typeof addressOf>, body: string) {
  const { seal } = await store.read(address, 0);
  if (seal !== null) await store.write(address, entryOf(body), seal, 0);
}

async function bodiesOf(
  store: Pick<CacheStore, "read">,
  address: ReturnType<typeof addressOf>,
  now: number,
) {
  const { held } = await store.read(address, now);
  return held.map(({ entry }) => entry.body.toString());
}
