import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { useGateway } from "#tests/support/use-gateway.ts";
import { SENT_OTHERWISE } from "./lane-differences.ts";

const open = { auth_required: false };
// Next sends heads by themselves, and Node writes such a head as UTF-8.
const NAME = "caf\u00e9";
const AS_UTF8 = Buffer.from(NAME).toString("latin1");
const ROUTES = [
  { ...open, path: "/api/v1/items" },
  { ...open, path: "/api/v1/items/{id}" },
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES });

  test.each(SENT_OTHERWISE)("$promise, or: $because", async ({ target, outcome }) => {
    const answer = await gateway.raw("GET", target);

    const { status, sent } = outcome[lane];
    expect(answer.status).toBe(status);
    expect(gateway.upstream.requests.map((request) => request.target)).toEqual(
      sent === null ? [] : [sent],
    );
  });

  test("passes an encoded body with its encoding and length, or decoded", async () => {
    const text = "the same words ".repeat(100);
    const encoded = gzipSync(text);
    gateway.upstream.answerWith((response) => {
      response.setHeader("content-encoding", "gzip");
      response.setHeader("content-length", encoded.length);
      response.end(encoded);
    });

    const answer = await gateway.send("/api/v1/items", { headers: { "accept-encoding": "gzip" } });

    const isDirect = lane === "direct";
    expect(answer.header("content-encoding")).toBe(isDirect ? "gzip" : null);
    expect(answer.header("content-length")).toBe(isDirect ? String(encoded.length) : null);
    expect(answer.body.equals(isDirect ? encoded : Buffer.from(text))).toBe(true);
  });

  test("passes the length that a GET would have in the answer to HEAD, or none", async () => {
    gateway.upstream.answerWith((response) => {
      response.writeHead(200, { "content-length": "12345" }).end();
    });

    const answer = await gateway.send("/api/v1/items", { method: "HEAD" });

    expect(answer.header("content-length")).toBe(lane === "direct" ? "12345" : null);
  });

  test("passes an answer's headers in their order and spelling, or sorted in lower case", async () => {
    const sent = ["X-Second", "1", "Set-Cookie", "a=1", "x-first", "2", "Set-Cookie", "b=2"];
    gateway.upstream.answerWith((response) => response.writeHead(200, sent).end());

    const answer = await gateway.send("/api/v1/items");

    const names = answer.headers.map(([name]) => name).filter((name) => /^(x-|set-)/i.test(name));
    const kept = names.filter((name) => name.toLowerCase() !== "x-request-id");
    expect(kept).toEqual(
      lane === "direct"
        ? ["X-Second", "Set-Cookie", "x-first", "Set-Cookie"]
        : ["set-cookie", "set-cookie", "x-first", "x-second"],
    );
    expect(answer.values("set-cookie")).toEqual(["a=1", "b=2"]);
  });

  test("tells the upstream which encodings the client takes, or to use none", async () => {
    await gateway.send("/api/v1/items", { headers: { "accept-encoding": "br, gzip;q=0.5" } });

    const [request] = gateway.upstream.requests;
    const expected = lane === "direct" ? "br, gzip;q=0.5" : "identity";
    expect(request?.headers["accept-encoding"]).toBe(expected);
  });

  test.each([
    ["an answer", "GET", "text/plain", AS_UTF8],
    ["an answer to HEAD", "HEAD", "text/plain", NAME],
    ["an event stream", "GET", "text/event-stream", AS_UTF8],
  ])("passes the header bytes of %s, or as UTF-8", async (_, method, type, inRoute) => {
    gateway.upstream.answerWith((response) => {
      response.setHeader("content-type", type);
      response.setHeader("x-name", NAME);
      response.end(Buffer.from("body"));
    });

    const answer = await gateway.send("/api/v1/items", { method });

    expect(answer.header("x-name")).toBe(lane === "direct" ? NAME : inRoute);
  });

  test("adds nothing to Vary, or what Next varies by", async () => {
    gateway.upstream.answerWith((response) => {
      response.setHeader("vary", "Accept-Language");
      response.end();
    });

    const answer = await gateway.send("/api/v1/items");

    const others = answer.values("vary").filter((value) => value !== "Accept-Language");
    expect(others).toEqual(lane === "direct" ? [] : [expect.stringMatching(/^rsc, next-router/)]);
  });
});
