import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { createUpstreamAgent } from "./agent.ts";

test("keeps nothing of the request that a connection was opened for", async () => {
  const server = createServer((_request, response) => response.end("text"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : null}`;
  const agent = createUpstreamAgent();
  onTestFinished(async () => {
    await agent.close();
    server.close();
  });
  const context = new AsyncLocalStorage<string>();
  const contextOfAnswer = () =>
    new Promise((resolve, reject) => {
      agent.dispatch(
        { origin, path: "/", method: "GET" },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData() {},
          onResponseEnd: () => resolve(context.getStore()),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });

  const first = await context.run("of the first request", contextOfAnswer);
  const second = await context.run("of the second request", contextOfAnswer);

  expect([first, second]).toEqual([undefined, undefined]);
});
