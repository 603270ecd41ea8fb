import { once } from "node:events";
import { expect, test } from "vitest";
import type { Upstream } from "../upstream.ts";
import { bodyOf, callOf, readAll, readerOf, settled } from "./calls.ts";
import { headOf, httpServer, tcpServer } from "./real-servers.ts";

/** What is asked arrives, and what is answered comes back. */
export function messagesContract(create: () => Upstream): void {
  test("sends method, path and query byte for byte", async () => {
    const lines: string[] = [];
    const origin = await tcpServer(async (socket) => {
      lines.push((await headOf(socket)).split("\r\n", 1)[0] ?? "");
      socket.end("HTTP/1.1 204 No Content\r\n\r\n");
    });
    const path = `/api/v1/a%2Fb/%C3%A9;x=1?q='a'&b=2&&f&b=%zz|{}^\`"<>`;

    await create()(callOf(origin, { method: "DELETE", path }));

    expect(lines).toEqual([`DELETE ${path} HTTP/1.1`]);
  });

  test("sends headers in any case, repeated ones included, with their bytes", async () => {
    let received: string[] = [];
    const origin = await httpServer((request, response) => {
      received = request.rawHeaders;
      response.end();
    });
    const headers = ["X-One", "1", "x-list", "a", "X-List", "b", "X-User-Email", "\xc3\xa9@x"];

    await create()(callOf(origin, { headers }));

    expect(valuesOf(received, "x-one")).toEqual(["1"]);
    expect(valuesOf(received, "x-list").join(", ")).toBe("a, b");
    expect(valuesOf(received, "x-user-email")).toEqual(["\xc3\xa9@x"]);
  });

  test("names the server in Host, and once", async () => {
    let received: string[] = [];
    const origin = await httpServer((request, response) => {
      received = request.rawHeaders;
      response.end();
    });

    await create()(callOf(origin));

    expect(valuesOf(received, "host")).toEqual([new URL(origin).host]);
  });

  test("sends a body of known length with that length, not in chunks", async () => {
    let received: string[] = [];
    const origin = await httpServer(async (request, response) => {
      received = request.rawHeaders;
      response.end(await request.toArray().then(Buffer.concat));
    });

    const reply = await create()(
      callOf(origin, { method: "POST", body: bodyOf("abc", "def"), contentLength: "6" }),
    );

    expect((await readAll(reply.body)).toString()).toBe("abcdef");
    expect(valuesOf(received, "content-length")).toEqual(["6"]);
    expect(valuesOf(received, "transfer-encoding")).toEqual([]);
  });

  test("sends a body of unknown length in chunks", async () => {
    let received: string[] = [];
    const origin = await httpServer(async (request, response) => {
      received = request.rawHeaders;
      response.end(await request.toArray().then(Buffer.concat));
    });

    const reply = await create()(callOf(origin, { method: "PUT", body: bodyOf("abc", "def") }));

    expect((await readAll(reply.body)).toString()).toBe("abcdef");
    expect(valuesOf(received, "transfer-encoding")).toEqual(["chunked"]);
    expect(valuesOf(received, "content-length")).toEqual([]);
  });

  test("gives the head before the body ends, and each chunk as it comes", async () => {
    const written = Promise.withResolvers<(text: string) => void>();
    const origin = await httpServer((_request, response) => {
      response.flushHeaders();
      written.resolve((text) => response.write(text));
    });

    const reply = await create()(callOf(origin));
    const reader = readerOf(reply.body);
    const write = await written.promise;
    write("first");
    const first = await reader.next();
    write("second");
    const second = await reader.next();

    expect(Buffer.from(first.value).toString()).toBe("first");
    expect(Buffer.from(second.value).toString()).toBe("second");
    await reader.return?.();
  });

  test("keeps every Set-Cookie", async () => {
    const origin = await httpServer((_request, response) => {
      response.setHeader("Set-Cookie", ["a=1; Path=/", "b=2, c", "a=3"]);
      response.end();
    });

    const reply = await create()(callOf(origin));

    expect(valuesOf(reply.headers, "set-cookie")).toEqual(["a=1; Path=/", "b=2, c", "a=3"]);
  });

  test("keeps header values' bytes", async () => {
    const origin = await tcpServer(async (socket) => {
      await headOf(socket);
      socket.end("HTTP/1.1 200 OK\r\nX-Bytes: \xff\xe9\r\nContent-Length: 0\r\n\r\n", "latin1");
    });

    const reply = await create()(callOf(origin));

    expect(valuesOf(reply.headers, "x-bytes")).toEqual(["\xff\xe9"]);
  });

  test.each([
    ["GET", 204],
    ["GET", 304],
    ["HEAD", 200],
  ])("reads no body after %s %i", async (method, status) => {
    const origin = await httpServer((_request, response) => {
      response.writeHead(status, { etag: '"1"' }).end();
    });

    const reply = await create()(callOf(origin, { method }));

    expect(reply.status).toBe(status);
    expect(valuesOf(reply.headers, "etag")).toEqual(['"1"']);
    expect((await readAll(reply.body)).byteLength).toBe(0);
  });

  test("keeps the length that a HEAD answer announces", async () => {
    const origin = await httpServer((_request, response) => {
      response.writeHead(200, { "content-length": "1234" }).end();
    });

    const reply = await create()(callOf(origin, { method: "HEAD" }));

    expect(valuesOf(reply.headers, "content-length")).toEqual(["1234"]);
  });

  test("passes redirects on without following them", async () => {
    const paths: string[] = [];
    const origin = await httpServer((request, response) => {
      paths.push(request.url ?? "");
      response.writeHead(307, { location: "/elsewhere" }).end("moved");
    });

    const reply = await create()(callOf(origin, { path: "/here" }));

    expect([reply.status, valuesOf(reply.headers, "location")]).toEqual([307, ["/elsewhere"]]);
    expect((await readAll(reply.body)).toString()).toBe("moved");
    expect(paths).toEqual(["/here"]);
  });

  test("passes over interim answers", async () => {
    const origin = await httpServer(async (_request, response) => {
      response.writeEarlyHints({ link: "</a.css>; rel=preload" });
      await settled(() => 0);
      response.end("final");
    });

    const reply = await create()(callOf(origin));

    expect([reply.status, (await readAll(reply.body)).toString()]).toEqual([200, "final"]);
  });

  test("drops trailers", async () => {
    const origin = await httpServer((_request, response) => {
      response.writeHead(200, { trailer: "x-sum" });
      response.addTrailers({ "x-sum": "1" });
      response.end("body");
    });

    const reply = await create()(callOf(origin));

    expect((await readAll(reply.body)).toString()).toBe("body");
    expect(valuesOf(reply.headers, "x-sum")).toEqual([]);
  });

  test("never gives an answer that nobody asked for to the next call", async () => {
    const answer = (text: string) => `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${text}`;
    const origin = await tcpServer(async (socket) => {
      await headOf(socket);
      socket.write(answer("right") + answer("wrong"));
      await once(socket, "data");
      socket.end(answer("right"));
    });
    const upstream = create();

    const first = await upstream(callOf(origin)).then((reply) => readAll(reply.body));
    const second = await upstream(callOf(origin)).then((reply) => readAll(reply.body));

    expect([String(first), String(second)]).toEqual(["right", "right"]);
  });
}

function valuesOf(headers: readonly string[], name: string): string[] {
  return headers.filter(
    (_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name,
  );
}
