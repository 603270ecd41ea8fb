import { once } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connected, HEAD, HEAD_MS, KEEP_ALIVE_MS } from "#tests/support/watched-connection.ts";
import { settled } from "../upstream/contract/calls.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("ends a connection whose first head has begun and does not come", async () => {
  const { client, closed, late } = await connected();

  client.write("GET / HT");
  await settled(() => client.bytesWritten);
  vi.advanceTimersByTime(HEAD_MS - 1000);
  const before = late.length;
  vi.advanceTimersByTime(2000);
  vi.advanceTimersByTime(2000);

  expect([before, late.length]).toEqual([0, 1]);
  await closed;
});

test("closes a connection on which nothing comes, without a word", async () => {
  const { closed, late, received } = await connected();

  vi.advanceTimersByTime(HEAD_MS + 1000);
  await closed;

  expect([late.length, received()]).toEqual([0, 0]);
});

test("closes a connection on which nothing more is asked, and not before its time", async () => {
  const { client, closed, isClosed } = await connected();

  client.write(HEAD);
  await once(client, "data");
  vi.advanceTimersByTime(1000);
  vi.advanceTimersByTime(KEEP_ALIVE_MS - 1000);
  const wasClosed = isClosed();
  vi.advanceTimersByTime(2000);

  expect(wasClosed).toBe(false);
  await closed;
});

test("counts an unused connection's time from its last answer", async () => {
  const { client, isClosed } = await connected();

  for (let asked = 0; asked < 3; asked++) {
    client.write(HEAD);
    await once(client, "data");
    vi.advanceTimersByTime(KEEP_ALIVE_MS - 2000);
  }
  await settled(() => client.bytesRead);

  expect(isClosed()).toBe(false);
});

test("keeps unused connections for ever where no time is set", async () => {
  const { client, isClosed } = await connected({ keepAliveMs: 0 });

  client.write(HEAD);
  await once(client, "data");
  vi.advanceTimersByTime(100 * KEEP_ALIVE_MS);
  await settled(() => client.bytesRead);

  expect(isClosed()).toBe(false);
});

test("watches a connection that is older than itself", async () => {
  const { client, closed } = await connected({ isOlder: true });

  client.write(HEAD);
  await once(client, "data");
  vi.advanceTimersByTime(1000);
  vi.advanceTimersByTime(KEEP_ALIVE_MS + 1000);

  await closed;
});

const UPGRADE = "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";
const SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

test.each([
  ["its first request", ""],
  ["requests before", HEAD],
])("leaves an upgraded connection to whom it was handed over, after %s", async (_, before) => {
  const { client, isClosed } = await connected({ onUpgrade: (socket) => socket.write(SWITCHED) });
  if (before !== "") {
    client.write(before);
    await once(client, "data");
    vi.advanceTimersByTime(2000);
  }

  client.write(UPGRADE);
  await once(client, "data");
  vi.advanceTimersByTime(100 * KEEP_ALIVE_MS);
  await settled(() => client.bytesRead);

  expect(isClosed()).toBe(false);
});

test("closes an upgraded connection on which nobody has answered", async () => {
  const { client, closed, late, upgraded } = await connected({ onUpgrade: () => undefined });

  client.write(UPGRADE);
  await upgraded;
  vi.advanceTimersByTime(HEAD_MS + 2000);

  await closed;
  expect(late.length).toBe(0);
});
