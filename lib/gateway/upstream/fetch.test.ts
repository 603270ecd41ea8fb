import { gzipSync } from "node:zlib";
import { Agent } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { headerValue } from "../header-list.ts";
import { bodyOf, callOf, readAll } from "./contract/calls.ts";
import { httpServer } from "./contract/real-servers.ts";
import { fetchUpstream } from "./fetch.ts";
import { upstreamContract } from "./upstream.contract.ts";
import type { Upstream } from "./upstream.ts";

upstreamContract("fetch", createUpstream);

test("asks for bytes without encoding, whatever the client takes", async () => {
  const { origin, received } = await recordingServer();

  await createUpstream()(callOf(origin, { headers: ["Accept-Encoding", "gzip, br"] }));

  expect(received["accept-encoding"]).toBe("identity");
});

test("decodes what a server encodes all the same, and says neither encoding nor length", async () => {
  const origin = await httpServer((_request, response) => {
    const bytes = gzipSync("plain text");
    response.writeHead(200, { "content-encoding": "gzip", "content-length": bytes.length });
    response.end(bytes);
  });

  const reply = await createUpstream()(callOf(origin));

  expect(String(await readAll(reply.body))).toBe("plain text");
  expect(headerValue(reply.headers, "content-encoding")).toBeNull();
  expect(headerValue(reply.headers, "content-length")).toBeNull();
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

test("sends a GET without its body, which fetch cannot send", async () => {
  const { origin, received } = await recordingServer();

  const reply = await createUpstream()(
    callOf(origin, { body: bodyOf("query"), contentLength: "5" }),
  );

  expect(reply.status).toBe(200);
  expect(received["content-length"]).toBeUndefined();
});

function createUpstream(): Upstream {
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  onTestFinished(() => agent.destroy());
  return fetchUpstream(agent);
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
