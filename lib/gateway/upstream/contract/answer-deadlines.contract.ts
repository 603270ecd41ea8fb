import { once } from "node:events";
import { expect, test, vi } from "vitest";
import type { Upstream } from "../upstream.ts";
import { callOf, readAll, readerOf, settled } from "./calls.ts";
import { ALMOST_MS, heldServer, limits, TIMEOUT_MS } from "./held-server.ts";
import { httpServer } from "./real-servers.ts";

/** How long a head and each part of a body may take, by the clock of `deadlinesContract`. */
export function answerDeadlinesContract(create: () => Upstream): void {
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

    await expect(closed).resolves.toEqual([]);
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
}
