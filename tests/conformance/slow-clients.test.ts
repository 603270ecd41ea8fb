import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { parseAnswer, sendRaw } from "#tests/support/raw-http.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const open = { auth_required: false };
// Long against the pauses of a busy machine.
const IDLE_MS = 1000;
const IDLE = `${IDLE_MS}ms`;
const ROUTES = [
  { ...open, path: "/api/v1/items" },
  { ...open, path: "/api/v1/files", method: "POST", timeout: "5m" },
  { ...open, path: "/api/v1/brief", method: "POST", timeout: `${IDLE_MS / 4}ms` },
];
const HEAD = "GET /api/v1/items HTTP/1.1\r\nHost: a\r\n\r\n";

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: ROUTES,
    env: { CLIENT_HEAD_TIMEOUT: "1s", CLIENT_IDLE_TIMEOUT: IDLE },
  });

  function connected(): Socket {
    const socket = connect(gateway.app.port, "127.0.0.1");
    socket.on("error", () => undefined);
    onTestFinished(() => {
      socket.destroy();
    });
    return socket;
  }

  test("answers a head that does not come to its end, and closes", async () => {
    const bytes = await sendRaw(
      gateway.app.port,
      "GET /api/v1/items HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    );

    expectEnvelope(parseAnswer(bytes), 400, "BAD_REQUEST");
    expect(bytes.toString()).toContain("it came too slowly");
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("closes a connection on which nothing is asked, without a word", async () => {
    const bytes = await sendRaw(gateway.app.port, "");

    expect(bytes).toHaveLength(0);
  });

  test("cuts a client that does not read its answer, and closes the service's call", async () => {
    let closed: Promise<unknown> | null = null;
    gateway.upstream.handleWith((_request, response) => {
      closed = once(response, "close");
      const write = () => {
        while (response.write(Buffer.alloc(64 * 1024)));
      };
      response.on("drain", write);
      write();
    });
    const socket = connected();

    socket.pause();
    socket.write(HEAD);
    await expect.poll(() => closed).not.toBeNull();

    await closed;
  });

  test("cuts a client that stops sending its body", async () => {
    const socket = connected();

    socket.resume();
    socket.write("POST /api/v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");

    await once(socket, "close");
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("answers a client that stops sending for as long as the service may take", async () => {
    const bytes = await sendRaw(
      gateway.app.port,
      "POST /api/v1/brief HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf",
      (received) => received.includes("}}"),
    );

    expectEnvelope(parseAnswer(bytes), 400, "BAD_REQUEST");
  });

  test("keeps an event stream in which nothing happens for several idle times", async () => {
    gateway.upstream.handleWith((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      setTimeout(() => response.end("data: 2\n\n"), 2 * IDLE_MS);
    });

    const answer = await gateway.send("/api/v1/items");

    expect(answer.text).toBe("data: 1\n\ndata: 2\n\n");
  });

  test("keeps a client that waits for a slow answer", async () => {
    gateway.upstream.handleWith((_request, response) => {
      setTimeout(() => response.end("late"), 2 * IDLE_MS);
    });

    expect((await gateway.send("/api/v1/items")).text).toBe("late");
  });

  test("closes a connection with more than a hundred requests in its queue", async () => {
    let calls = 0;
    gateway.upstream.handleWith(() => {
      calls += 1;
    });
    const socket = connected();

    socket.resume();
    socket.write(HEAD.repeat(200));

    await once(socket, "close");
    expect(calls).toBeLessThanOrEqual(101);
  });
});
