import { expect, test, vi } from "vitest";
import type { Upstream } from "../upstream.ts";
import { callOf, readerOf } from "./calls.ts";
import { heldServer, IDLE_MS, limits } from "./held-server.ts";

/** How long an event stream may be silent, by the clock of `deadlinesContract`. */
export function eventStreamDeadlinesContract(create: () => Upstream): void {
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
