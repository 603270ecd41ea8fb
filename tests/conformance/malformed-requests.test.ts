import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { parseAnswer, sendRaw } from "#tests/support/raw-http.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const PATH = "/api/v1/items";
const request = (...lines: readonly string[]) => `${lines.join("\r\n")}\r\n`;
const head = [`POST ${PATH} HTTP/1.1`, "Host: app.example"];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: [
      { path: PATH, auth_required: false },
      { path: PATH, method: "POST", auth_required: false },
    ],
  });

  test.each([
    ["no HTTP", request("GARBAGE", "")],
    ["an unknown version", request(`GET ${PATH} HTTP/9.9`, "Host: a", "")],
    [
      "a TLS handshake",
      "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
    ],
    [
      "a length and chunks",
      request(...head, "Content-Length: 5", "Transfer-Encoding: chunked", "", "0", ""),
    ],
    ["two lengths", request(...head, "Content-Length: 5", "Content-Length: 6", "", "hello")],
    ["a negative length", request(...head, "Content-Length: -1", "")],
    ["a length that is no number", request(...head, "Content-Length: 5x", "", "hello")],
    ["a blank before the colon", request(...head, "Transfer-Encoding : chunked", "", "0", "")],
    ["a folded header", request(...head, "X-Folded: a", " b", "")],
    ["a control character in a header", request(...head, "X-Control: a\u0000b", "")],
    ["a header without a name", request(...head, ": nameless", "")],
    [
      "bytes beyond ASCII in the target",
      request("GET /api/v1/items?\u00e9 HTTP/1.1", "Host: a", ""),
    ],
  ])("answers %s with 400 and closes the connection", async (_, bytes) => {
    const answer = parseAnswer(await sendRaw(gateway.app.port, Buffer.from(bytes, "latin1")));

    expectEnvelope(answer, 400, "BAD_REQUEST");
    expect(answer.header("connection")).toBe("close");
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("does not call the upstream for a body whose chunks cannot be read as a whole request", async () => {
    const bytes = request(...head, "Transfer-Encoding: chunked", "", "zz", "hello");

    await sendRaw(gateway.app.port, bytes);

    expect(gateway.upstream.requests).toEqual([]);
  });

  test("refuses a request without a host", async () => {
    const answer = parseAnswer(await sendRaw(gateway.app.port, `GET ${PATH} HTTP/1.1\r\n\r\n`));

    expectEnvelope(answer, 400, "BAD_REQUEST");
    expect(answer.header("connection")).toBe("close");
    expect(gateway.upstream.requests).toEqual([]);
  });

  test.each([
    ["two hosts", request(`GET ${PATH} HTTP/1.1`, "Host: a", "Host: b", "")],
    ["HTTP/2 without its preface", request(`GET ${PATH} HTTP/2.0`, "Host: a", "")],
  ])("answers %s with 400", async (_, bytes) => {
    const isEnough = (received: Buffer) => received.includes('"timestamp"');
    const answer = parseAnswer(await sendRaw(gateway.app.port, bytes, isEnough));

    expectEnvelope(answer, 400, "BAD_REQUEST");
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("serves on after any of it", async () => {
    expect((await gateway.send(PATH)).status).toBe(200);
  });
});
