import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { gracefulClose, listen } from "./listener.ts";

test("closes a connection that never carried a request without waiting for it", async () => {
  const server = createServer();
  const close = gracefulClose(server);
  let isCutByDeadline = false;
  server.closeAllConnections = () => {
    isCutByDeadline = true;
  };
  const client = connect(await listen(server, "127.0.0.1", 0), "127.0.0.1");
  await once(server, "connection");
  const ended = once(client.resume(), "close");

  await close();
  await ended;

  expect(isCutByDeadline).toBe(false);
});
