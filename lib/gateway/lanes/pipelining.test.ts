import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { settled } from "../upstream/contract/calls.ts";
import { trackPipelining } from "./pipelining.ts";

const HEAD = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

test("lets queued responses be sent in their order", async () => {
  const { client, responses } = await pipelined(3);
  let text = "";
  client.on("data", (chunk) => {
    text += String(chunk);
  });

  for (const [index, response] of [...responses.entries()].reverse())
    response.end(`answer ${index}.`);

  await expect
    .poll(() => text.match(/answer \d\./g))
    .toEqual(["answer 0.", "answer 1.", "answer 2."]);
});

test("closes a connection with more than a hundred requests in its queue, and serves no more", async () => {
  const { closed, refused, responses } = await pipelined(150);

  await closed;
  await settled(() => responses.length);

  expect(responses).toHaveLength(101);
  expect(refused.length).toBeGreaterThan(0);
});

test("takes many more one after the other on one connection", async () => {
  const { client, responses } = await pipelined(50);

  for (let round = 1; round <= 10; round++) {
    for (const response of responses) response.end();
    await expect.poll(() => responses.every(({ closed }) => closed)).toBe(true);
    client.write(HEAD.repeat(50));
    await expect.poll(() => responses.length).toBe(50 * (round + 1));
  }

  expect(client.destroyed).toBe(false);
});

/** A client that has sent that many requests at once, none of which is answered. */
async function pipelined(count: number) {
  const { queue } = trackPipelining();
  const responses: ServerResponse[] = [];
  const refused: ServerResponse[] = [];
  const server = createServer((request, response) => {
    const isFirst = responses.every(({ closed }) => closed);
    if (isFirst || queue(request.socket, response)) responses.push(response);
    else refused.push(response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  const client = connect(address.port, "127.0.0.1");
  client.on("error", () => undefined);
  client.resume();
  const closed = once(client, "close");
  client.write(HEAD.repeat(count));
  await expect.poll(() => responses.length).toBeGreaterThanOrEqual(Math.min(count, 101));
  return { client, closed, refused, responses };
}
