import { expect, test } from "vitest";
import { GatewayError } from "../../errors/gateway-error.ts";
import type { Upstream } from "../upstream.ts";
import { bodyOf, callOf, pushedBody, readAll, settled } from "./calls.ts";
import { headOf, httpServer, refusingOrigin, tcpServer } from "./real-servers.ts";

/** What goes wrong is told apart. Vitest itself fails a run in which a rejection is left unhandled. */
export function failuresContract(create: () => Upstream): void {
  test("says upstream_down when connections are refused", async () => {
    const pending = create()(callOf(await refusingOrigin()));

    await expect(pending).rejects.toMatchObject({ reason: "upstream_down" });
  });

  test("says upstream_down when connections are refused to an upload, without reading it", async () => {
    let chunks = 0;
    async function* body() {
      while (chunks < 4096) {
        chunks += 1;
        yield Buffer.alloc(64 * 1024);
      }
    }

    const pending = create()(callOf(await refusingOrigin(), { method: "POST", body: body() }));

    await expect(pending).rejects.toMatchObject({ reason: "upstream_down" });
    expect(await settled(() => chunks)).toBeLessThan(10);
  });

  test("says upstream_down when the name does not resolve", async () => {
    const pending = create()(callOf("http://no-such-service.invalid"));

    await expect(pending).rejects.toMatchObject({ reason: "upstream_down" });
  });

  test("says upstream_broken when the server closes before its head", async () => {
    const origin = await tcpServer(async (socket) => {
      await headOf(socket);
      socket.end();
    });

    const pending = create()(callOf(origin));

    await expect(pending).rejects.toMatchObject({ reason: "upstream_broken" });
  });

  test("says upstream_broken when the server resets the connection", async () => {
    const origin = await tcpServer(async (socket) => {
      await headOf(socket);
      socket.resetAndDestroy();
    });

    const pending = create()(callOf(origin));

    await expect(pending).rejects.toMatchObject({ reason: "upstream_broken" });
  });

  test.each([
    ["no HTTP at all", "hello, world\r\n\r\n"],
    ["an impossible status", "HTTP/1.1 abc OK\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    ["a bad length", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nab"],
    ["half a head", "HTTP/1.1 200 OK\r\nContent-Le"],
  ])("says upstream_broken after %s", async (_, garbage) => {
    const origin = await tcpServer(async (socket) => {
      await headOf(socket);
      socket.end(garbage);
    });

    const answer = create()(callOf(origin)).then((reply) => readAll(reply.body));

    await expect(answer).rejects.toMatchObject({ reason: "upstream_broken" });
  });

  test.each([
    ["a body with a length", "Content-Length: 100", "some bytes"],
    ["a body in chunks", "Transfer-Encoding: chunked", "a\r\nsome bytes\r\n"],
  ])("breaks the reading of %s that ends early", async (_, framing, bytes) => {
    const dying = Promise.withResolvers<void>();
    const origin = await tcpServer(async (socket) => {
      await headOf(socket);
      socket.write(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n${bytes}`);
      await dying.promise;
      socket.end();
    });

    const reply = await create()(callOf(origin));
    dying.resolve();

    expect(reply.status).toBe(200);
    await expect(readAll(reply.body)).rejects.toMatchObject({ reason: "upstream_broken" });
  });

  test("lets an answer break that nobody reads, and harms nothing else", async () => {
    const dying = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const origin = await tcpServer(async (socket) => {
      socket.once("close", () => gone.resolve());
      await headOf(socket);
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome bytes");
      await dying.promise;
      socket.resetAndDestroy();
    });

    const reply = await create()(callOf(origin));
    dying.resolve();
    await gone.promise;
    await settled(() => 0);

    await expect(readAll(reply.body)).rejects.toMatchObject({ reason: "upstream_broken" });
  });

  test("gives an error thrown by the request's body as itself", async () => {
    const origin = await httpServer((request) => request.resume());
    const tooLarge = new GatewayError("body_too_large", "10 bytes");
    async function* body() {
      yield Buffer.from("some");
      throw tooLarge;
    }

    const pending = create()(callOf(origin, { method: "POST", body: body() }));

    await expect(pending).rejects.toBe(tooLarge);
  });

  test("takes a request's body that breaks for a client that has gone", async () => {
    const origin = await httpServer((request) => request.resume());
    const { body, fail, push } = pushedBody();

    const pending = create()(callOf(origin, { method: "POST", body }));
    await push("some");
    fail(new Error("aborted")).catch(() => undefined);

    await expect(pending).rejects.toMatchObject({ reason: "client_gone" });
  });

  test("never sends a request twice", async () => {
    let connections = 0;
    const origin = await tcpServer(async (socket) => {
      connections += 1;
      await headOf(socket);
      socket.resetAndDestroy();
    });
    const upstream = create();

    await upstream(callOf(origin)).catch(() => undefined);
    await upstream(callOf(origin, { method: "POST", body: bodyOf("x") })).catch(() => undefined);

    expect(connections).toBe(2);
  });

  test("takes the answer of a server that refuses an upload half-way", async () => {
    const origin = await httpServer((request, response) => {
      request.once("data", () => response.writeHead(413, { connection: "close" }).end("too much"));
    });
    const { body, push } = pushedBody();

    const pending = create()(callOf(origin, { method: "POST", body }));
    await push("some");
    const reply = await pending;

    expect(reply.status).toBe(413);
    expect(String(await readAll(reply.body))).toBe("too much");
  });
}
