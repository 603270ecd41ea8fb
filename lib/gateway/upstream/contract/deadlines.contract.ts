import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Upstream } from "../upstream.ts";
import { callOf, pushedBody, readAll, readerOf, settled } from "./calls.ts";
import { httpServer } from "./real-servers.ts";

const TIMEOUT_MS = 1000;
const ALMOST_MS = 900;
const IDLE_MS = 10_000;
const limits = { headTimeoutMs: TIMEOUT_MS, timeoutMs: TIMEOUT_MS, idleTimeoutMs: IDLE_MS };

/** How long the server may take. The clock is the test's; the sockets are real. */
export function deadlinesContract(create: () => Upstream): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("says upstream_slow when no head comes", async () => {
    const { arrived, origin } = await heldServer();

    const pending = create()(callOf(origin, limits));
    pending.catch(() => undefined);
    await arrived;
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);

    await expect(pending).rejects.toMatchObject({ reason: "upstream_slow" });
  });

  test("closes the connection of a slow server", async () => {
    const { arrived, origin } = await heldServer();

    create()(callOf(origin, limits)).catch(() => undefined);
    const response = await arrived;
    const closed = once(response, "close");
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);

    await closed;
  });

  test("takes a head that comes just in time", async () => {
    const { arrived, origin } = await heldServer();

    const pending = create()(callOf(origin, limits));
    const response = await arrived;
    await vi.advanceTimersByTimeAsync(ALMOST_MS);
    response.end("late");
    const reply = await pending;

    expect(String(await readAll(reply.body))).toBe("late");
  });

  test("breaks the reading with upstream_slow when the body stalls", async () => {
    const { arrived, origin } = await heldServer();
    const pending = create()(callOf(origin, limits));
    (await arrived).write("first");
    const reader = readerOf((await pending).body);
    await reader.next();

    const next = reader.next();
    next.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);

    await expect(next).rejects.toMatchObject({ reason: "upstream_slow" });
  });

  test("gives the body its own time, however little was left for the head", async () => {
    const { arrived, origin } = await heldServer();
    const pending = create()(callOf(origin, { ...limits, headTimeoutMs: 10 }));
    const response = await arrived;
    response.flushHeaders();
    const reader = readerOf((await pending).body);

    const next = reader.next();
    await vi.advanceTimersByTimeAsync(ALMOST_MS);
    response.write("late");

    expect(String(Buffer.from((await next).value))).toBe("late");
    await reader.return?.();
  });

  test("counts from chunk to chunk, however long the whole takes", async () => {
    const { arrived, origin } = await heldServer();
    const pending = create()(callOf(origin, limits));
    const response = await arrived;
    response.flushHeaders();
    const reader = readerOf((await pending).body);

    const texts: string[] = [];
    for (const text of ["a", "b", "c", "d"]) {
      const next = reader.next();
      await vi.advanceTimersByTimeAsync(ALMOST_MS);
      response.write(text);
      texts.push(String(Buffer.from((await next).value)));
    }

    expect(texts).toEqual(["a", "b", "c", "d"]);
    await reader.return?.();
  });

  test("does not take an upload that moves for slowness of the server", async () => {
    const { arrived, origin, received } = await heldServer();
    const { body, end, push } = pushedBody();

    const pending = create()(callOf(origin, { ...limits, method: "POST", body }));
    for (const text of ["a", "b", "c", "d"]) {
      await push(text);
      await received(text);
      await vi.advanceTimersByTimeAsync(ALMOST_MS);
    }
    await end();
    (await arrived).end("done");
    const reply = await pending;

    expect(String(await readAll(reply.body))).toBe("done");
  });

  test("says upstream_slow when a sent upload gets no answer", async () => {
    const { origin, received } = await heldServer();
    const { body, end, push } = pushedBody();

    const pending = create()(callOf(origin, { ...limits, method: "POST", body }));
    pending.catch(() => undefined);
    await push("whole");
    await end();
    await received("whole");
    await settled(() => 0);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);

    await expect(pending).rejects.toMatchObject({ reason: "upstream_slow" });
  });

  test("says upstream_slow when the server stops taking an upload, and reads no more of it", async () => {
    let chunks = 0;
    const origin = await httpServer((request) => request.pause());
    async function* body() {
      while (chunks < 4096) {
        chunks += 1;
        yield Buffer.alloc(64 * 1024);
      }
    }

    const pending = create()(callOf(origin, { ...limits, method: "POST", body: body() }));
    pending.catch(() => undefined);
    const chunksTaken = await settled(() => chunks);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);

    await expect(pending).rejects.toMatchObject({ reason: "upstream_slow" });
    expect((await settled(() => chunks)) - chunksTaken).toBeLessThan(5);
  });

  test("does not blame the server for a client that never begins to send", async () => {
    const { origin } = await heldServer();
    const { body } = pushedBody();

    const pending = create()(callOf(origin, { ...limits, method: "POST", body }));
    pending.catch(() => undefined);
    await settled(() => 0);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);

    await expect(pending).rejects.toMatchObject({ reason: "framing_refused" });
  });

  test("does not blame the server for a client that stops sending", async () => {
    const { origin, received } = await heldServer();
    const { body, push } = pushedBody();

    const pending = create()(callOf(origin, { ...limits, method: "POST", body }));
    pending.catch(() => undefined);
    await push("half");
    await received("half");
    await settled(() => 0);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);

    await expect(pending).rejects.toMatchObject({ reason: "framing_refused" });
  });

  test("does not count the time of a slow reader", async () => {
    let bytesWritten = 0;
    const origin = await httpServer(async (_request, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      for (let index = 0; index < 512; index++) {
        bytesWritten += chunk.byteLength;
        if (!response.write(chunk)) await once(response, "drain");
      }
      response.end();
    });

    const reader = readerOf((await create()(callOf(origin, limits))).body);
    let bytesRead = (await reader.next()).value.byteLength;
    await settled(() => bytesWritten);
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS * 10);
    for (let part = await reader.next(); !part.done; part = await reader.next()) {
      bytesRead += part.value.byteLength;
    }

    expect(bytesRead).toBe(bytesWritten);
  });

  test("does not count the time of a slow reader while an upload goes on", async () => {
    const { arrived, origin, received } = await heldServer();
    const { body, push } = pushedBody();
    const pending = create()(callOf(origin, { ...limits, method: "POST", body }));
    await push("a");
    (await arrived).write(Buffer.alloc(4 * 1024 * 1024));
    const reply = await pending;

    await push("b");
    await received("b");
    await settled(() => 0);
    await vi.advanceTimersByTimeAsync(ALMOST_MS);
    await push("c");
    await received("c");
    await settled(() => 0);
    await vi.advanceTimersByTimeAsync(ALMOST_MS);
    const reader = readerOf(reply.body);

    expect((await reader.next()).done).toBe(false);
    await reader.return?.();
  });

  test("lets an event stream be silent for its own limit, and no longer", async () => {
    const { next, write } = await eventStream(create(), IDLE_MS);

    const event = next();
    await vi.advanceTimersByTimeAsync(IDLE_MS - 1);
    write("data: 1\n\n");
    const received = String(Buffer.from((await event).value));
    const afterwards = next();
    afterwards.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(IDLE_MS);

    expect(received).toBe("data: 1\n\n");
    await expect(afterwards).rejects.toMatchObject({ reason: "upstream_slow" });
  });

  test("lets an event stream without a limit be silent for days", async () => {
    const { leave, next, write } = await eventStream(create(), null);

    const event = next();
    await vi.advanceTimersByTimeAsync(3 * 24 * 3600 * 1000);
    write("data: 1\n\n");

    expect(String(Buffer.from((await event).value))).toBe("data: 1\n\n");
    await leave();
  });
}

/** A server that answers only what the test tells it to. */
async function heldServer() {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  let text = "";
  const watchers = new Set<() => void>();
  const origin = await httpServer((request, response) => {
    request.on("error", () => undefined);
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      for (const watcher of watchers) watcher();
    });
    resolve(response);
  });
  const received = (end: string) =>
    new Promise<void>((resolve) => {
      const look = () => text.endsWith(end) && resolve();
      watchers.add(look);
      look();
    });
  return { arrived: promise, origin, received };
}

async function eventStream(upstream: Upstream, idleTimeoutMs: number | null) {
  const { arrived, origin } = await heldServer();
  const pending = upstream(callOf(origin, { ...limits, idleTimeoutMs }));
  const response = await arrived;
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" }).flushHeaders();
  const reader = readerOf((await pending).body);
  return {
    next: () => reader.next(),
    write: (text: string) => response.write(text),
    leave: () => reader.return?.(),
  };
}
