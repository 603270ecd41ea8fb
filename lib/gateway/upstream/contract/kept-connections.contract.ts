import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import type { Reply } from "../../reply.ts";
import { createBalancer } from "../balancer.ts";
import { UpstreamPool } from "../pool.ts";
import { sendWithRetries } from "../retry.ts";
import type { Upstream, UpstreamCall } from "../upstream.ts";
import { callOf, pushedBody, readAll, settled } from "./calls.ts";
import { headOf, tcpServer } from "./real-servers.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/**
 * What a server closes while it is kept open costs nobody a request: what was not sent at all is
 * sent once more, and nothing else is. Routes here have no retries.
 */
export function keptConnectionsContract(create: () => Upstream): void {
  test.each(["GET", "POST", "DELETE"])(
    "sends a %s on another connection when the kept one has just been closed",
    async (method) => {
      const { connections, heads, origin } = await keepingServer();
      const send = await warmSender(create(), origin);

      connections[0]?.end();
      const reply = await send({ method });

      expect([reply.status, connections.length]).toEqual([200, 2]);
      expect(heads.map(methodOf)).toEqual(["GET", method]);
    },
  );

  test("sends an upload on another connection when the kept one is closed before its first chunk", async () => {
    const { connections, heads, origin } = await keepingServer();
    const send = await warmSender(create(), origin);
    const [kept] = connections;
    if (kept === undefined) throw new Error("no connection");
    const { body, end, push } = pushedBody();

    const pending = send({ method: "POST", body, contentLength: "4" });
    await settled(() => heads.length);
    kept.end();
    await once(kept, "close");
    await settled(() => heads.length);
    const pushed = push("body");
    const reply = await pending;
    await pushed;
    await end();

    expect([reply.status, connections.length]).toEqual([200, 2]);
    expect(heads.map(methodOf)).toEqual(["GET", "POST"]);
  });

  test("does not send an upload again of which a chunk was sent", async () => {
    const { connections, heads, origin } = await keepingServer({ closesOn: "POST" });
    const send = await warmSender(create(), origin);
    const { body, push } = pushedBody();

    const pending = send({ method: "POST", body });
    await push("some");

    await expect(pending).rejects.toMatchObject({ reason: "upstream_broken" });
    expect([connections.length, heads.map(methodOf)]).toEqual([1, ["GET", "POST"]]);
  });

  test("does not send a POST without a body again that the server has got", async () => {
    const { connections, heads, origin } = await keepingServer({ closesOn: "POST" });
    const send = await warmSender(create(), origin);

    await expect(send({ method: "POST" })).rejects.toMatchObject({ reason: "upstream_broken" });
    expect([connections.length, heads.map(methodOf)]).toEqual([1, ["GET", "POST"]]);
  });

  test("sends a POST again that met a reset connection in the moment it was written", async () => {
    const { heads, origin, resetConnections } = await serverInWorker();
    const send = await warmSender(create(), origin);

    // Undici looks at a kept connection once more, in a turn of its own, before it writes: whatever
    // comes after that look, and before the write, only the write can tell.
    onNextRequest(() => setImmediate(resetConnections));
    const reply = await send({ method: "POST" });

    expect(reply.status).toBe(200);
    expect((await heads()).map(methodOf)).toEqual(["GET", "POST"]);
  });
}

/** Answers each request, or closes without an answer, and keeps connections open. */
async function keepingServer({ closesOn }: { closesOn?: string } = {}) {
  const connections: Socket[] = [];
  const heads: string[] = [];
  const origin = await tcpServer(async (socket) => {
    connections.push(socket);
    let isOpen = true;
    socket.once("close", () => {
      isOpen = false;
    });
    while (isOpen) {
      const head = await headOf(socket);
      heads.push(head);
      if (closesOn !== undefined && methodOf(head) === closesOn) socket.resetAndDestroy();
      else socket.write(OK);
    }
  });
  return { connections, heads, origin };
}

/** Sends calls, after one that has left its connection open and idle. */
async function warmSender(upstream: Upstream, origin: string) {
  const pool = new UpstreamPool("service", { inFlightMax: 10, report: () => undefined });
  const balancer = createBalancer([origin], pool.serverAt);
  const trace = { origin: "service", attempts: 0, durationMs: 0, tries: [] };
  const ways = { balancer, upstream, sign: null, toClient: (reply: Reply) => reply };
  const plan = { route: { retries: 0 }, pool, trace, ...ways };
  const send = async (changes: Partial<UpstreamCall> = {}) => {
    const reply = await sendWithRetries(callOf(origin, changes), plan);
    return { ...reply, body: await readAll(reply.body) };
  };
  await send();
  await settled(() => 0);
  return send;
}

const methodOf = (head: string) => head.split(" ", 1)[0];

function onNextRequest(act: () => void): void {
  const onCreated = () => {
    unsubscribe("undici:request:create", onCreated);
    act();
  };
  subscribe("undici:request:create", onCreated);
  onTestFinished(() => {
    unsubscribe("undici:request:create", onCreated);
  });
}

/** A server that can act while this thread stands still. */
async function serverInWorker() {
  const turns = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(SERVER, { eval: true, workerData: { turns, answer: OK } });
  onTestFinished(async () => {
    await worker.terminate();
  });
  const [port]: unknown[] = await once(worker, "message");
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    /** Returns when the server has reset every connection. */
    resetConnections(): void {
      Atomics.store(turns, 0, 1);
      Atomics.notify(turns, 0);
      if (Atomics.wait(turns, 1, 0, 10_000) === "timed-out") throw new Error("no reset");
    },
    async heads(): Promise<string[]> {
      worker.postMessage("heads");
      const [heads]: unknown[] = await once(worker, "message");
      return Array.isArray(heads) ? heads.map(String) : [];
    },
  };
}

const SERVER = `
const { createServer } = require("node:net");
const { parentPort, workerData: { turns, answer } } = require("node:worker_threads");
const sockets = new Set();
const heads = [];
const server = createServer((socket) => {
  sockets.add(socket);
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    heads.push(String(chunk));
    socket.write(answer);
  });
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
parentPort.on("message", () => parentPort.postMessage(heads));
Atomics.waitAsync(turns, 0, 0).value.then(() => {
  for (const socket of sockets) socket.resetAndDestroy();
  setImmediate(() => {
    Atomics.store(turns, 1, 1);
    Atomics.notify(turns, 1);
  });
});
`;
