import { once } from "node:events";
import { createServer } from "node:http";
import { Agent, request } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { attachOnFirstRequest } from "./attach.ts";

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

/** A server that the gateway takes hold of with its first request. */
async function served(keepAliveTimeout?: number) {
  const seen: (string | undefined)[] = [];
  const options = keepAliveTimeout === undefined ? {} : { keepAliveTimeout };
  const server = createServer(options, (request, response) => {
    seen.push(request.url);
    response.end("from Next");
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close().closeAllConnections());
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
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
    ...{ seen, server },
    attached: () => attached,
    ask: (path: string, headers: Record<string, string> = {}) =>
      request(url + path, { dispatcher: agent, headers }),
  };
}
