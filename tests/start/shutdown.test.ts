import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { stoppableApp } from "./stoppable-app.ts";

describe.each(LANES)("%s lane, told to stop", (lane) => {
  test("leaves the balancer, serves on for the delay, ends what it has begun, and exits with 0", async () => {
    const stopping = await stoppableApp({ lane });
    const before = await stopping.ask();
    const slow = await stopping.askSlowly();
    const { text: events } = await stopping.readEvents();

    stopping.app.process.kill("SIGTERM");
    await stopping.leaving();
    const meanwhile = await stopping.ask();
    const health = await stopping.status("/health");
    await stopping.refusing();
    slow.end();
    const answer = await slow.answer;

    expect(before.header("connection")).toBe("keep-alive");
    expect(meanwhile).toMatchObject({ status: 200, text: "ok" });
    expect(health).toBe(200);
    expect(answer).toMatchObject({ status: 200, text: "at last" });
    for (const { header } of [meanwhile, answer]) expect(header("connection")).toBe("close");
    expect(await events).toBe("data: first\n\n");
    expect(await stopping.ended()).toBe(0);
    const lines = stopping.app.output().matchAll(/"path":"(\/api\/v1\/\w+)"/g);
    expect(Array.from(lines, ([, path]) => path)).toEqual(
      expect.arrayContaining(["/api/v1/items", "/api/v1/slow", "/api/v1/events"]),
    );
  });

  test("closes a request that has not ended at the deadline, says so, and exits with 0", async () => {
    const env = { SHUTDOWN_DELAY: "0", SHUTDOWN_DEADLINE: "300ms" };
    const stopping = await stoppableApp({ lane, env });
    const slow = await stopping.askSlowly();

    stopping.app.process.kill("SIGTERM");

    expect(await stopping.ended()).toBe(0);
    await expect(slow.answer).rejects.toThrow(/hang up|ECONNRESET/);
    expect(stopping.app.output()).toMatch(/"requests":1.*cut off at the deadline/);
  });

  test("exits at once when it is told a second time", async () => {
    const stopping = await stoppableApp({ lane, env: { SHUTDOWN_DELAY: "10m" } });
    await stopping.askSlowly();
    stopping.app.process.kill("SIGTERM");
    await stopping.leaving();

    // The first half second's may be echoes of the first.
    const again = () => {
      stopping.app.process.kill("SIGTERM");
      return stopping.app.process.exitCode;
    };

    await expect.poll(again, { timeout: 5000 }).toBe(143);
  });
});

// `next start` installs handlers of its own unless told not to; npm is only the server's parent.
test.each(["start", "npm"] as const)(
  "started by %s, ends as gently, without the delay for Ctrl-C",
  async (mode) => {
    const stopping = await stoppableApp({
      mode,
      env: { SHUTDOWN_DELAY: "10m", GATEWAY_LANE: "auto" },
    });
    const slow = await stopping.askSlowly();

    stopping.app.process.kill("SIGINT");
    await stopping.refusing();
    slow.end();

    expect(await slow.answer).toMatchObject({ status: 200, text: "at last" });
    expect(await stopping.ended()).toBe(0);
  },
);
