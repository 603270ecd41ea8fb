import { once } from "node:events";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { attachOnFirstRequest } from "./attach.ts";

test("answers its own first request, which Next never sees, and leaves Next all others", async () => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
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
  const ask = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(url + path, { headers })).text();

  const own = await ask("/health", { "x-own": "secret" });
  const others = [await ask("/page", { "x-own": "secret" }), await ask("/api/v1/items")];

  expect([own, ...others]).toEqual(["", "from Next", "from the gateway"]);
  expect(seen).toEqual(["/page"]);
  expect(attached).toBe(1);
});
