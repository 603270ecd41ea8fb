import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { type Answer, send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { type RawUpstream, startRawUpstream } from "#tests/support/raw-upstream.ts";
import { routesFile } from "#tests/support/routes-file.ts";

const ITEMS = "/api/v1/items";
const NAMED = "/api/v1/named";
const ROUTES = routesFile({
  routes: [
    { path: ITEMS, auth_required: false, retries: 0 },
    { path: ITEMS, method: "POST", auth_required: false },
    { path: NAMED, auth_required: false, proxy_upstream: "$NAMED", retries: 0 },
  ],
});

/** What RFC 9112 allows and few services do: the answer, and the body that it carries. */
const ODD: readonly (readonly [string, string, string])[] = [
  ["HTTP/1.0, whose body ends with the connection", "HTTP/1.0 200 OK\r\n\r\nwhole", "whole"],
  [
    "HTTP/1.0 that keeps the connection",
    "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nwhole",
    "whole",
  ],
  ["HTTP/1.1 without a length", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nwhole", "whole"],
  ["no reason phrase", "HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nwhole", "whole"],
  ["no blank behind a colon", "HTTP/1.1 200 OK\r\ncontent-length:5\r\n\r\nwhole", "whole"],
  [
    "early hints before its answer",
    "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole",
    "whole",
  ],
  [
    "chunks with extensions and sizes in either case",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n" +
      "2;note=a\r\nwh\r\n003\r\nole\r\nA\r\n and more!\r\n0\r\n\r\n",
    "whole and more!",
  ],
  [
    "a trailer behind its chunks",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nwhole\r\n0\r\nX-Sum: 1\r\n\r\n",
    "whole",
  ],
  ["nothing, in a body of length 0", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""],
  ["a length with zeros in front", "HTTP/1.1 200 OK\r\nContent-Length: 0005\r\n\r\nwhole", "whole"],
];

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let service: RawUpstream;
  let named: Server;

  beforeAll(async () => {
    service = await startRawUpstream();
    named = createServer((_request, response) => response.end("by name"));
    named.listen(0, "127.0.0.1");
    await once(named, "listening");
    const address = named.address();
    const port = typeof address === "object" ? address?.port : null;
    const env = { UPSTREAM: service.url, NAMED: `http://localhost:${port}` };
    app = await startApp({ lane, routes: ROUTES, env });
  });
  afterAll(async () => {
    await app.stop();
    await service.close();
    named.closeAllConnections();
    named.close();
  });

  const ask = (method = "GET"): Promise<Answer> => send(app.url + ITEMS, { method });
  const answerWith = (head: string | Buffer) => {
    const bytes = Buffer.from(head);
    const isLast = /^HTTP\/1\.0 200 OK\r\n\r\n|Connection: close/.test(bytes.toString("latin1"));
    service.answerWith((socket) => (isLast ? socket.end(bytes) : socket.write(bytes)));
  };

  test.each(ODD)("passes on the answer of a service with %s", async (_, text, body) => {
    answerWith(text);

    const answers = [await ask(), await ask()];

    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [200, body],
      [200, body],
    ]);
    for (const answer of answers)
      expect([answer.header("link"), answer.header("x-sum")]).toEqual([null, null]);
  });

  test("passes on an answer that comes byte by byte", async () => {
    const bytes = Buffer.from('HTTP/1.1 200 OK\r\nETag: "a"\r\nContent-Length: 5\r\n\r\nwhole');
    service.answerWith(async (socket) => {
      for (const byte of bytes) await new Promise((sent) => socket.write(Buffer.of(byte), sent));
    });

    const answer = await ask();

    expect([answer.status, answer.text, answer.header("etag")]).toEqual([200, "whole", '"a"']);
  });

  test("passes on a compressed body whose end is the connection's", async () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n";
    answerWith(Buffer.concat([Buffer.from(head), gzipSync("whole")]));

    const answer = await send(app.url + ITEMS);

    const isCompressed = answer.header("content-encoding") === "gzip";
    expect(answer.body).toEqual(isCompressed ? gzipSync("whole") : Buffer.from("whole"));
  });

  test.each([
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: "a"\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\nETag: "a"\r\n\r\n',
    'HTTP/1.1 200 OK\r\nETag: "a"\r\n\r\n',
  ])("answers HEAD when all that comes is %j", async (text) => {
    answerWith(text);

    const answers = [await ask("HEAD"), await ask("HEAD")];

    for (const answer of answers) {
      expect([answer.status, answer.text, answer.header("etag")]).toEqual([200, "", '"a"']);
    }
  });

  test.each([205, 207, 299, 402, 451, 499, 508, 599])("passes on the status %d", async (status) => {
    answerWith(`HTTP/1.1 ${status} Odd\r\nContent-Length: 0\r\n\r\n`);

    expect((await ask()).status).toBe(status);
  });

  test("passes on an answer that comes before the request's body has ended", async () => {
    service.answerWith((socket) => {
      socket.end("HTTP/1.1 409 Conflict\r\nConnection: close\r\nContent-Length: 5\r\n\r\nearly");
    });

    const answer = await send(app.url + ITEMS, { method: "POST", body: "a".repeat(100_000) });

    expect([answer.status, answer.text]).toEqual([409, "early"]);
  });

  // RFC 9110 section 15.2 would have it ignored; undici takes it for an answer that is none.
  test("does not take an invitation to send a body that nobody waits to send", async () => {
    answerWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole");

    expectEnvelope(await ask(), 502, "BAD_GATEWAY");
  });

  test("reaches a service by its name", async () => {
    expect((await send(app.url + NAMED)).text).toBe("by name");
  });
});
