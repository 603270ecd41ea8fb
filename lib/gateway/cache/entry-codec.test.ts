import { expect, test } from "vitest";
import { entryOf } from "#tests/cache/entries.ts";
import { decodeEntry, encodeEntry } from "./entry-codec.ts";

const WALL = Date.UTC(2024, 2, 1);
const entry = entryOf("body", { bornAt: -5000, freshUntil: 60_000 });
const bytes = encodeEntry({ entry, generations: "g" }, { now: 0, wallNow: WALL });
const decodedAt = (wallNow: number) => decodeEntry(bytes, { now: 1_000_000, wallNow })?.entry;

test("an answer goes on ageing on its way to another process", () => {
  const found = decodedAt(WALL + 7000);

  expect(found?.bornAt).toBe(1_000_000 - 5000 - 7000);
  expect(found?.freshUntil).toBe(1_000_000 + 60_000 - 7000);
});

test("a clock that runs behind the writer's does not make an answer younger", () => {
  expect(decodedAt(WALL - 3600_000)?.bornAt).toBe(1_000_000 - 5000);
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["a length alone", Buffer.from([0, 0, 0, 9])],
  ["a length beyond the end", Buffer.concat([Buffer.from([255, 255, 255, 255]), bytes])],
  ["a head cut off", bytes.subarray(0, 20)],
  ["another head", Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.from("{}")])],
])("bytes of another make are none: %s", (_, other) => {
  expect(decodeEntry(other, { now: 0, wallNow: WALL })).toBeNull();
});
