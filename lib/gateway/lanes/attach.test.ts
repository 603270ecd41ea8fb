import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { Agent, request } from "undici";
import { expect, onTestFinished, test, vi } from "vitest";
import { attachOnFirstRequest } from "./attach.ts";

const UPGRADE = "GET /hmr HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

test("answers its own first request, which Next never sees, and leaves Next all others", async () => {
  const { ask, attached, seen } = await served();

  const own = await (await ask("/health", { "x-own": "secret" })).body.text();
  const page = await (await ask("/page", { "x-own": "secret" })).body.text();
  const api = await (await ask("/api/v1/items")).body.text();

  expect([own, page, api]).toEqual(["", "from Next", "from the gateway"]);
  expect(seen).toEqual(["/page"]);
  expect(attached()).toBe(1);
});

test.each([
  ["72 seconds, for want of another wish", undefined, "timeout=72"],
  ["what Next was told", 20_000, "timeout=20"],
  ["nothing where unused connections are kept for ever", 0, undefined],
])("tells clients of both lanes how long an unused connection is kept: %s", async (...row) => {
  const [, keepAliveTimeout, told] = row;
  const { ask, server } = await served(keepAliveTimeout);

  await ask("/health");
  const [page, api] = [await ask("/page"), await ask("/api/v1/items")];
  const last = await ask("/api/v1/items", { connection: "close" });

  expect(page.headers["keep-alive"]).toBe(told);
  expect(api.headers["keep-alive"]).toBe(told);
  expect(last.headers["keep-alive"]).toBeUndefined();
  expect(server.keepAliveTimeout).toBe(0);
});

test("leaves a connection that Next has upgraded to Next, however long nothing is said on it", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const { ask, port } = await served();
  await ask("/health");

  const client = connect(port, "127.0.0.1");
  onTestFinished(() => void client.destroy());
  client.write(UPGRADE);
  await once(client, "data");
  vi.advanceTimersByTime(3_600_000);
  client.write("ping");
  const [echoed] = await once(client, "data");

  expect(String(echoed)).toBe("ping");
});

/** A server that the gateway takes hold of with its first request. */
async function served(keepAliveTimeout?: number) {
  const seen: (string | undefined)[] = [];
  const options = keepAliveTimeout === undefined ? {} : { keepAliveTimeout };
  const server = createServer(options, (request, response) => {
    seen.push(request.url);
    response.end("from Next");
  }).listen(0, "127.0.0.1");
  server.on("upgrade", (_request, socket) => {
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n",
    );
    socket.pipe(socket);
  });
  onTestFinished(() => void server.close().closeAllConnections());
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const url = `http://127.0.0.1:${port}`;
  let attached = 0;
  attachOnFirstRequest({
    isOurs: (other) => other === server,
    isDirect: true,
    isOwn: (headers) => headers["x-own"] === "secret",
    handle: () => ({ status: 200, headers: [], body: "from the gateway" }),
    clientTimeouts: { headMs: 1000, idleMs: 1000 },
    onAttached: () => {
      attached += 1;
    },
  });
  const agent = new Agent();
  onTestFinished(() => agent.destroy());
  return {
    ...{ port, seen, server },
    attached: () => attached,
    ask: (path: string, headers: Record<string, string> = {}) =>
      request(url + path, { dispatcher: agent, headers }),
  };
}
