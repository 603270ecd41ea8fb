import { expect, test, vi } from "vitest";
import type { Upstream } from "../upstream.ts";
import { callOf, pushedBody, readAll, readerOf, settled } from "./calls.ts";
import { ALMOST_MS, heldServer, limits, TIMEOUT_MS } from "./held-server.ts";
import { httpServer } from "./real-servers.ts";

/** Whose time an upload takes, by the clock of `deadlinesContract`. */
export function uploadDeadlinesContract(create: () => Upstream): void {
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
}
