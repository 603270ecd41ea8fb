import { describe, expect, test } from "vitest";
import { droppedTags } from "#lib/gateway/cache/invalidation.ts";
import { ownerOf } from "#lib/gateway/cache/partition.ts";
import type { Address, CacheStore, Seal } from "#lib/gateway/cache/store.ts";
import { addressOf, entryOf } from "./entries.ts";

/** What every store of answers promises; `open` gives one that shares its answers with nobody. */
export function cacheStoreContract(name: string, open: () => CacheStore): void {
  describe(`cache store, ${name}`, () => {
    test("gives back what was stored under the seal that was read before", async () => {
      const { bodies, put } = using(open());
      const address = addressOf();
      const entry = entryOf("body", {
        headers: ["X-Bytes", "\x80\xff", "Link", "<a>", "Link", "<b>"],
        selectors: [
          ["accept", "text/html"],
          ["x-missing", null],
        ],
        body: Buffer.from([0, 255, 10, 13, 128]),
        etag: '"1"',
        lastModified: "Fri, 01 Mar 2024 10:00:00 GMT",
        status: 404,
      });

      await put(address, entry);

      const [found] = await bodies(address);
      const { headers, selectors, body, etag, lastModified, status } = entry;
      expect(found).toMatchObject({ headers, selectors, etag, lastModified, status });
      expect(found?.body.equals(body)).toBe(true);
    });

    test("keeps the times of an answer", async () => {
      const { bodies, put } = using(open());
      const address = addressOf();
      const times = {
        bornAt: -5000,
        freshUntil: 10_000,
        revalidatedUntil: 20_000,
        fallbackUntil: 30_000,
      };

      await put(address, entryOf("body", times));

      const [found] = await bodies(address);
      for (const [name, ms] of Object.entries(times)) {
        const kept = Reflect.get(found ?? {}, name);
        // Between processes a span is all that can be told.
        expect(Math.abs(kept - ms)).toBeLessThan(1000);
      }
    });

    test("knows nothing of another key", async () => {
      const { bodies, put } = using(open());
      await put(addressOf(), entryOf("body"));

      expect(await bodies(addressOf())).toEqual([]);
    });

    test("replaces an answer by a newer one that was chosen alike", async () => {
      const { bodies, put } = using(open());
      const address = addressOf();

      await put(address, entryOf("old"));
      await put(address, entryOf("new"));

      expect((await bodies(address)).map(({ body }) => body.toString())).toEqual(["new"]);
    });

    test.each([
      ["the collection", "/api/v1/agents", "/api/v1/agents"],
      ["what lies under it", "/api/v1/agents", "/api/v1/agents/1/runs"],
      ["one of the collection", "/api/v1/agents/1", "/api/v1/agents/1"],
      ["everything", "/api/v1", "/api/v1/agents/1"],
      [
        "what lies too deep to be told apart",
        `/api/v1${"/a".repeat(30)}`,
        `/api/v1${"/a".repeat(40)}`,
      ],
    ])("drops %s", async (_, written, path) => {
      const store = open();
      const { bodies, put } = using(store);
      const address = addressOf(path, ownerOf("1"));
      await put(address, entryOf("body"));

      await store.drop(droppedTags([written], "1"));

      expect(await bodies(address)).toEqual([]);
    });

    test.each([
      ["another collection", ownerOf("1"), "/api/v1/workflows"],
      ["a collection whose name goes on", ownerOf("1"), "/api/v1/agents-old"],
      ["what lies above", ownerOf("1"), "/api/v1"],
      ["another org's answers", ownerOf("2"), "/api/v1/agents"],
    ])("leaves %s alone", async (_, owner, path) => {
      const store = open();
      const { bodies, put } = using(store);
      const address = addressOf(path, owner);
      await put(address, entryOf("body"));

      await store.drop(droppedTags(["/api/v1/agents"], "1"));

      expect(await bodies(address)).toHaveLength(1);
    });

    test("drops public answers with every write", async () => {
      const store = open();
      const { bodies, put } = using(store);
      const address = addressOf("/api/v1/agents", ownerOf(null));
      await put(address, entryOf("body"));

      await store.drop(droppedTags(["/api/v1/agents"], "1"));

      expect(await bodies(address)).toEqual([]);
    });

    test("drops nothing of an org for a write without identity", async () => {
      const store = open();
      const { bodies, put } = using(store);
      const address = addressOf("/api/v1/agents", ownerOf("1"));
      await put(address, entryOf("body"));

      await store.drop(droppedTags(["/api/v1/agents"], null));

      expect(await bodies(address)).toHaveLength(1);
    });

    test("never gives an answer that was asked for before a write", async () => {
      const store = open();
      const { bodies, sealOf } = using(store);
      const address = addressOf("/api/v1/agents", ownerOf("1"));
      const seal = await sealOf(address);

      await store.drop(droppedTags(["/api/v1/agents"], "1"));
      await store.write(address, entryOf("old"), seal, 0);

      expect(await bodies(address)).toEqual([]);
    });

    test("stores again after a write", async () => {
      const store = open();
      const { bodies, put } = using(store);
      const address = addressOf("/api/v1/agents", ownerOf("1"));
      await put(address, entryOf("old"));
      await store.drop(droppedTags(["/api/v1/agents"], "1"));

      await put(address, entryOf("new"));

      expect((await bodies(address)).map(({ body }) => body.toString())).toEqual(["new"]);
    });
  });
}

function using(store: CacheStore) {
  const read = async (address: Address) => store.read(address, 0);
  async function sealOf(address: Address): Promise<Seal> {
    const { seal } = await read(address);
    if (seal === null) throw new Error("the store cannot be reached");
    return seal;
  }
  return {
    sealOf,
    async put(address: Address, entry: ReturnType<typeof entryOf>) {
      await store.write(address, entry, await sealOf(address), 0);
    },
    bodies: async (address: Address) => (await read(address)).held.map(({ entry }) => entry),
  };
}
