import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { trackConnections } from "./connections.ts";

const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const DEADLINE_MS = 20_000;

let ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends) end();
  ends = [];
});

/** A real server that leaves its answers to the test. */
async function aServer() {
  const responses: ServerResponse[] = [];
  const server = createServer();
  const connections = trackConnections(server);
  server.on("request", (request, response) => {
    connections.note(request.socket, response);
    responses.push(response);
    server.emit("noted");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => server.close().closeAllConnections());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  async function askWith(socket: Socket, request: string): Promise<ServerResponse> {
    const noted = once(server, "noted");
    socket.write(request);
    await noted;
    const response = responses.at(-1);
    if (response === undefined) throw new Error("no response");
    return response;
  }
  return {
    connections,
    async connect() {
      const socket = connect(port, "127.0.0.1");
      ends.push(() => socket.destroy());
      await once(socket, "connect");
      return socket;
    },
    /** Sends a request on a connection and gives its response. */
    ask: (socket: Socket) => askWith(socket, REQUEST),
    askWith,
  };
}

async function textOf(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket) text += chunk;
  return text;
}

test("closes connections with their next answer, also one that has begun before", async () => {
  const { ask, connect, connections } = await aServer();
  const [early, late] = [await connect(), await connect()];
  const earlyResponse = await ask(early);

  connections.closeAfterAnswers();
  const lateResponse = await ask(late);
  earlyResponse.end("early");
  lateResponse.end("late");

  expect(await textOf(early)).toMatch(/\r\nConnection: close\r\n.*early/s);
  expect(await textOf(late)).toMatch(/\r\nConnection: close\r\n.*late/s);
});

test("refuses connections while it drains, but answers requests on those that are there", async () => {
  const { ask, connect, connections } = await aServer();
  const [busy, idle] = [await connect(), await connect()];
  const first = await ask(busy);
  (await ask(idle)).end("before");
  await once(idle, "data");

  const drained = connections.drain(DEADLINE_MS);
  const refused = connect();
  await expect(refused).rejects.toThrow("ECONNREFUSED");
  const second = await ask(idle);
  second.end("meanwhile");
  const answer = await textOf(idle);
  first.end("at last");

  expect(answer).toMatch(/Connection: close\r\n.*meanwhile/s);
  expect(await textOf(busy)).toMatch(/Connection: close\r\n.*at last/s);
  expect(await drained).toBe(0);
});

test("closes connections on which nothing has come, or comes any more", async () => {
  const { ask, connect, connections } = await aServer();
  const [silent, idle] = [await connect(), await connect()];
  (await ask(idle)).end("done");

  const unfinished = await connections.drain(DEADLINE_MS);

  expect(unfinished).toBe(0);
  expect(await textOf(silent)).toBe("");
  expect(await textOf(idle)).toMatch(/done$/);
});

test("cuts off at the deadline, and tells how many requests that were", async () => {
  const { ask, connect, connections } = await aServer();
  const [first, second] = [await connect(), await connect()];
  await ask(first);
  await ask(second);

  const unfinished = await connections.drain(1);

  expect(unfinished).toBe(2);
  expect(await textOf(first)).toBe("");
});

test("knows whether a connection is being answered", async () => {
  const { ask, connect, connections } = await aServer();
  const response = await ask(await connect());
  const { socket } = response;
  if (socket === null) throw new Error("no socket");

  const isAnswering = [connections.isAnswering(socket)];
  response.end();
  await once(response, "finish");
  isAnswering.push(connections.isAnswering(socket));

  expect(isAnswering).toEqual([true, false]);
});

test("lets go of a response that has left, and of whatever handled its request", async () => {
  const { ask, connect, connections } = await aServer();
  const socket = await connect();
  const response = await ask(socket);
  const serverSide = response.req.socket;
  expect(connections.newest(serverSide)).toBe(response);

  response.end("text");
  await once(response, "close");

  expect(connections.newest(serverSide)).toBeNull();
  expect(connections.isAnswering(serverSide)).toBe(false);
});

test("holds on to a response that left before its request was all there", async () => {
  const { askWith, connect, connections } = await aServer();
  const socket = await connect();
  const response = await askWith(
    socket,
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf",
  );
  const serverSide = response.req.socket;
  // As the lanes do for a body that was refused, so that Node does not close at once.
  response.shouldKeepAlive = true;

  response.end("text");
  await once(response, "close");

  expect(connections.newest(serverSide)).toBe(response);
});
