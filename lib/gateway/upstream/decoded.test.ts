import {
  brotliCompressSync,
  constants,
  createGzip,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { headerValue } from "../header-list.ts";
import { isStreaming } from "../reply.ts";
import { createUpstreamAgent } from "./agent.ts";
import { callOf, readAll } from "./contract/calls.ts";
import { httpServer } from "./contract/real-servers.ts";
import { decodedUpstream } from "./decoded.ts";
import { dispatchUpstream } from "./dispatch.ts";
import { upstreamContract } from "./upstream.contract.ts";
import type { Upstream } from "./upstream.ts";

upstreamContract("decoded", createUpstream);

test("asks for bytes without encoding, whatever the client takes", async () => {
  const { origin, received } = await recordingServer();

  await createUpstream()(callOf(origin, { headers: ["Accept-Encoding", "gzip, br"] }));

  expect(received["accept-encoding"]).toBe("identity");
});

test.each<[string, (text: string) => Buffer]>([
  ["gzip", gzipSync],
  ["x-gzip", gzipSync],
  ["deflate", deflateSync],
  ["br", brotliCompressSync],
  ["zstd", zstdCompressSync],
  ["GZIP, br", (text) => brotliCompressSync(gzipSync(text))],
])(
  "decodes %s that comes all the same, and says neither coding nor length",
  async (coding, encode) => {
    const bytes = encode("plain text");
    const origin = await httpServer((_request, response) => {
      response.writeHead(200, { "content-encoding": coding, "content-length": bytes.length });
      response.end(bytes);
    });

    const reply = await createUpstream()(callOf(origin));

    expect(String(await readAll(reply.body))).toBe("plain text");
    expect(headerValue(reply.headers, "content-encoding")).toBeNull();
    expect(headerValue(reply.headers, "content-length")).toBeNull();
  },
);

test("decodes a long body while it comes", async () => {
  const origin = await httpServer((_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    const packed = createGzip({ flush: constants.Z_SYNC_FLUSH });
    packed.pipe(response);
    packed.write("first");
  });

  const reply = await createUpstream()(callOf(origin));
  if (!isStreaming(reply.body)) throw new Error("it is no stream");
  const chunks = reply.body[Symbol.asyncIterator]();

  expect(String((await chunks.next()).value)).toBe("first");
  await chunks.return?.();
});

test("closes the call when a decoded body is left before its first chunk", async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const origin = await httpServer((_request, response) => {
    response.once("close", resolve);
    response.writeHead(200, { "content-encoding": "gzip" });
    response.flushHeaders();
  });

  const reply = await createUpstream()(callOf(origin));
  if (!isStreaming(reply.body)) throw new Error("it is no stream");
  await reply.body[Symbol.asyncIterator]().return?.();

  await closed;
});

test("has no answer from a server that encodes in a way of its own", async () => {
  const origin = await httpServer((_request, response) => {
    response.writeHead(200, { "content-encoding": "rot13" }).end("cynva grkg");
  });

  await expect(createUpstream()(callOf(origin))).rejects.toMatchObject({
    reason: "upstream_broken",
  });
});

test("closes the call of a long body in a coding that nobody knows", async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const origin = await httpServer((_request, response) => {
    response.once("close", resolve);
    response.writeHead(200, { "content-encoding": "rot13" }).write("cynva");
  });

  await expect(createUpstream()(callOf(origin))).rejects.toMatchObject({
    reason: "upstream_broken",
  });

  await closed;
});

test("takes five codings on top of each other, and no more", async () => {
  let text: Buffer = Buffer.from("plain text");
  for (let coding = 0; coding < 5; coding++) text = gzipSync(text);
  const answering = (codings: number, body: Buffer) =>
    httpServer((_request, response) => {
      response.writeHead(200, { "content-encoding": Array(codings).fill("gzip").join(", ") });
      response.end(body);
    });

  const reply = await createUpstream()(callOf(await answering(5, text)));
  const oneMore = await answering(6, gzipSync(text));

  expect(String(await readAll(reply.body))).toBe("plain text");
  await expect(createUpstream()(callOf(oneMore))).rejects.toMatchObject({
    reason: "upstream_broken",
  });
});

test("takes identity for no coding", async () => {
  const origin = await httpServer((_request, response) => {
    response.writeHead(200, { "content-encoding": "identity" }).end("plain text");
  });

  const reply = await createUpstream()(callOf(origin));

  expect(String(await readAll(reply.body))).toBe("plain text");
});

test("breaks the reading of a body that is not encoded as it says", async () => {
  const origin = await httpServer((_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end("not gzip at all");
  });

  const reply = await createUpstream()(callOf(origin));

  await expect(readAll(reply.body)).rejects.toMatchObject({ reason: "upstream_broken" });
});

test("adds no header of its own but for the encoding", async () => {
  const { origin, received } = await recordingServer();
  const headers = ["If-None-Match", '"1"', "Range", "bytes=0-1", "Sec-Fetch-Mode", "navigate"];

  await createUpstream()(callOf(origin, { headers }));

  expect(received).toEqual({
    host: new URL(origin).host,
    connection: "keep-alive",
    "accept-encoding": "identity",
    "if-none-match": '"1"',
    range: "bytes=0-1",
    "sec-fetch-mode": "navigate",
  });
});

function createUpstream(): Upstream {
  const agent = createUpstreamAgent();
  onTestFinished(() => agent.destroy());
  return decodedUpstream(dispatchUpstream(agent));
}

/** A server that keeps the headers of its last request. */
async function recordingServer() {
  const received: Record<string, unknown> = {};
  const origin = await httpServer((request, response) => {
    Object.assign(received, request.headers);
    response.end();
  });
  return { origin, received };
}
