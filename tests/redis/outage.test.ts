import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { STORE_BUDGET_MS } from "#lib/gateway/stores/health.ts";
import { tcpRedis } from "#lib/gateway/stores/tcp-redis.ts";
import { upstashRedis } from "#lib/gateway/stores/upstash-redis.ts";
import { freePort } from "#tests/support/app.ts";
import { TRANSPORTS, useRedis } from "./backings.ts";
import { decisionsOf, type Limited, limited } from "./limited.ts";

const LOCAL_LIMIT = [true, true, true, false];
// The budget is 250 ms; what must not happen is a wait for a library's own retries, 4 s and more.
const WAIT_MS_MAX = 3000;
// A busy machine is no outage.
const PATIENT_MS = 10_000;

/** Takes a store that fails in some way: the process decides, in time, with one warning. */
async function expectLocalDecisions(gone: Limited): Promise<void> {
  const startedAt = performance.now();
  await gone.hit();
  expect(performance.now() - startedAt).toBeLessThan(WAIT_MS_MAX);

  expect(gone.hit()).not.toBeInstanceOf(Promise);
  expect(await decisionsOf(gone)).toEqual([true, false, false, false]);
  expect(gone.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
  expect(gone.health.goneForMs(Date.now())).toBeGreaterThan(0);
  expect(gone.health.counters).toMatchObject({ outages: 1, fallbacks: 6 });
}

describe.each(TRANSPORTS)("over %s", (transport) => {
  const backing = useRedis(transport);

  test("a killed server is replaced by the process, and used again when it is back", async () => {
    const store = limited(backing.connect());
    await store.hit();
    await backing.server.kill();

    await expectLocalDecisions(store);
    await backing.server.restart();
    await store.recovered();

    expect(await decisionsOf(store)).toEqual(LOCAL_LIMIT);
    expect(store.health.goneForMs(Date.now())).toBe(0);
    expect(store.lines.map(({ level }) => level)).toEqual(["warn", "info"]);
  });

  test("a server that accepts and does not answer is replaced by the process", async () => {
    const store = limited(backing.connect());
    await store.hit();
    backing.server.freeze();

    await expectLocalDecisions(store);
    backing.server.thaw();
    await store.recovered();

    expect(store.hit()).toBeInstanceOf(Promise);
  });

  test("a server that answers too late is replaced by the process", async () => {
    const store = limited(backing.connect());
    await backing.server.command("CLIENT", "PAUSE", "1500", "ALL");

    await expectLocalDecisions(store);
    await store.recovered();

    expect(store.hit()).toBeInstanceOf(Promise);
  });

  test("a process that stands still while it asks takes no server to be gone", async () => {
    const store = limited(backing.connect());
    await store.hit();

    const decision = store.hit();
    await turnOfTheLoop();
    const until = performance.now() + 2 * STORE_BUDGET_MS;
    while (performance.now() < until);

    expect(await decision).toMatchObject({ isAllowed: true });
    expect(store.health.counters).toEqual({ fallbacks: 0, outages: 0 });
    expect(store.lines).toEqual([]);
  });

  test("a full server is replaced by the process until it has room again", async () => {
    const store = limited(backing.connect());
    await backing.server.command("CONFIG", "SET", "maxmemory", "1");

    await expectLocalDecisions(store);
    await store.probed();
    await store.probed();
    expect(store.lines).toHaveLength(1);
    await backing.server.command("CONFIG", "SET", "maxmemory", "0");
    await store.recovered();

    expect(store.hit()).toBeInstanceOf(Promise);
  });

  test("a flushed server goes on counting from nothing", async () => {
    const store = limited(backing.connect(), PATIENT_MS);
    await decisionsOf(store);
    await backing.server.command("FLUSHALL");
    await backing.server.command("SCRIPT", "FLUSH");

    expect(await decisionsOf(store)).toEqual(LOCAL_LIMIT);
    expect(store.lines).toEqual([]);
  });

  test("a command that the server finds wrong is no outage", async () => {
    const redis = backing.connect();
    const { health, lines } = limited(redis, PATIENT_MS);
    const ask = () =>
      health.guard(
        () => redis.eval("return redis.call('NONSENSE')", [], []),
        () => "decided here",
      );

    const answers = [await ask(), await ask()];

    expect(answers).toEqual(["decided here", "decided here"]);
    expect(health.counters).toEqual({ fallbacks: 2, outages: 0 });
    expect(lines).toEqual([{ level: "warn", message: "shared store refused a command" }]);
  });

  test("a burst that finds the server gone waits once, and warns once", async () => {
    const store = limited(backing.connect());
    await store.hit();
    backing.server.freeze();

    const decisions = await Promise.all(Array.from({ length: 100 }, () => store.hit()));
    backing.server.thaw();

    expect(decisions.filter(({ isAllowed }) => isAllowed)).toHaveLength(3);
    expect(store.lines).toMatchObject([{ level: "warn" }]);
    await store.recovered();
  });
});

describe("over rest", () => {
  const backing = useRedis("rest");

  test.each([
    ["HTML with 200", 200, "<!doctype html><title>Sign in</title>"],
    ["HTML with 502", 502, "<html><body>Bad gateway</body></html>"],
    ["half an answer", 200, '[{"result":'],
    ["no list of results", 200, "null"],
    ["an error of its own", 400, '{"error":"LOADING Redis is loading the dataset in memory"}'],
    ["a refused token", 401, '{"error":"Unauthorized"}'],
  ])("%s is no answer of a store", async (_name, status, body) => {
    const store = limited(backing.connect());
    backing.bridge.answerWith((_request, response) => response.writeHead(status).end(body));

    await expectLocalDecisions(store);
    backing.bridge.answerWith(null);
    await store.recovered();

    expect(store.hit()).toBeInstanceOf(Promise);
  });

  test("a request without an answer is given up", async () => {
    const store = limited(backing.connect());
    const givenUp = new Promise((resolve) => {
      backing.bridge.answerWith((_request, response) => response.once("close", resolve));
    });

    await store.hit();

    await givenUp;
    backing.bridge.answerWith(null);
  });

  test("nobody listening is an outage", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;

    await expectLocalDecisions(limited(upstashRedis({ url, token: "t" })));
  });
});

describe("over tcp", () => {
  test("nobody listening is an outage", async () => {
    await expectLocalDecisions(limited(tcpRedis(`redis://127.0.0.1:${await freePort()}`)));
  });

  test("a host without a name in the DNS is an outage", async () => {
    await expectLocalDecisions(limited(tcpRedis("redis://redis.invalid:6379")));
  });

  test("a connection without answers is given up, and another one tried", async () => {
    const ends: Promise<unknown>[] = [];
    const server = await listening((socket) => void ends.push(once(socket.resume(), "close")));
    const redis = tcpRedis(urlOf(server));
    const store = limited(redis);

    await store.hit();
    await store.probed();
    await ends[0];
    await store.probed();

    expect(ends.length).toBeGreaterThan(1);
    redis.close();
  });

  test.each([
    ["nothing", () => {}],
    ["a closed connection", (socket: Socket) => socket.destroy()],
    ["HTTP", (socket: Socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n<html>")],
    ["noise", (socket: Socket) => socket.write(Buffer.from([0, 255, 13, 10, 7, 36, 13, 10]))],
    ["LOADING", (socket: Socket) => socket.write("-LOADING Redis is loading\r\n".repeat(9))],
  ])("%s is no answer of a store", async (_name, answer) => {
    const server = await listening((socket) => void socket.on("data", () => answer(socket)));

    await expectLocalDecisions(limited(tcpRedis(urlOf(server))));
  });
});

async function listening(onConnection: (socket: Socket) => void): Promise<Server> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    onConnection(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the server does not listen");
  return `redis://127.0.0.1:${address.port}`;
}
