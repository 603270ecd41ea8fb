import { PerformanceObserver } from "node:perf_hooks";
import { expect, test } from "vitest";
import { freeChunk, notePassed } from "./body-memory.ts";

const MB = 1024 * 1024;

test("frees a chunk that is all of its buffer", () => {
  const chunk = new Uint8Array(64 * 1024);

  freeChunk(chunk);

  expect(chunk.buffer.byteLength).toBe(0);
});

test.each([
  ["at its beginning", 0, 32 * 1024],
  ["at its end", 32 * 1024, 32 * 1024],
  ["but for one byte", 0, 64 * 1024 - 1],
])("leaves a chunk that shares its buffer with others, %s", (_, offset, length) => {
  const buffer = new ArrayBuffer(64 * 1024);
  const other = new Uint8Array(buffer).fill(7);

  freeChunk(new Uint8Array(buffer, offset, length));

  expect(other.every((byte) => byte === 7)).toBe(true);
  expect(other.byteLength).toBe(64 * 1024);
});

test("leaves small chunks to the collector, which is cheaper", () => {
  const chunk = new Uint8Array(100);

  freeChunk(chunk);

  expect(chunk.byteLength).toBe(100);
});

test("collects once for every 16 MB that have passed through", async () => {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ["gc"] });

  for (let chunk = 0; chunk < 20 * 16 * 16; chunk++) notePassed(MB / 16);

  await expect.poll(() => collections).toBeGreaterThanOrEqual(20);
  observer.disconnect();
});
