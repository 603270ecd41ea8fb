import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { bytesOf, given, signed } from "./attack.ts";
import { BAD_CHUNKS, CHUNKED, SMUGGLED, SMUGGLED_SIZE, TWO_WAYS } from "./bad-framing.ts";
import { OVERLAPPING_ROUTES } from "./routes.ts";
import { useHostileGateway } from "./use-hostile-gateway.ts";

const PATH = "/api/v1/open/inbox";
/** Chunks in forms that are allowed, and the body that they are. */
const GOOD_CHUNKS: readonly (readonly [name: string, body: string])[] = [
  ["an extension", "5;a=b\r\nhello\r\n0\r\n\r\n"],
  ["a quoted extension", '5;a="b;c"\r\nhello\r\n0;x\r\n\r\n'],
  ["leading zeros", "00005\r\nhello\r\n000\r\n\r\n"],
  ["one byte each", "1\r\nh\r\n1\r\ne\r\n2\r\nll\r\n1\r\no\r\n0\r\n\r\n"],
  [
    "trailers that claim an identity",
    "5\r\nhello\r\n0\r\nX-Org-ID: forged\r\nAuthorization: forged\r\n\r\n",
  ],
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useHostileGateway(lane, { routes: OVERLAPPING_ROUTES });
  const neverServed = () => {
    expect(gateway.targets.filter((target) => target.includes("smuggled"))).toEqual([]);
  };

  describe.each(["POST", "GET", "DELETE", "OPTIONS"])("%s", (method) => {
    test.each(TWO_WAYS)("with %s is refused, its connection closed", async (_, lines, body) => {
      const bytes = bytesOf({ method, target: PATH, lines, body });

      const answers = await gateway.write(bytes, { answers: 2 });

      expect(answers).toHaveLength(1);
      expectEnvelope(given(answers[0]), 400, "BAD_REQUEST");
      expect(gateway.targets).toEqual([]);
    });

    test.each([
      ["a length", [`Content-Length: ${SMUGGLED.length}`], SMUGGLED],
      ["chunks", [CHUNKED], `${SMUGGLED_SIZE}\r\n${SMUGGLED}\r\n0\r\n\r\n`],
    ])("keeps what looks like a request within a body framed by %s", async (_, framing, body) => {
      const target = method === "DELETE" ? "/api/v1/agents/7" : PATH;
      const first = bytesOf({ method, target, lines: [signed(), ...framing], body });
      const second = bytesOf({ target: "/api/v1/agents", lines: [signed(), "Connection: close"] });

      const answers = await gateway.write(first + second, { answers: 3 });

      expect(answers.map(({ status }) => status)).toEqual([method === "OPTIONS" ? 204 : 200, 200]);
      expect(gateway.targets).toContain("/guarded/api/v1/agents");
      neverServed();
    });

    test.each([
      ["a length", [`Content-Length: ${SMUGGLED.length}`], SMUGGLED],
      ["chunks", [CHUNKED], `${SMUGGLED_SIZE}\r\n${SMUGGLED}\r\n0\r\n\r\n`],
    ])(
      "that is refused keeps what looks like a request within its %s",
      async (_, framing, body) => {
        const target = "/api/v1/agents/7";
        const first = bytesOf({ method, target, lines: framing, body });
        const second = bytesOf({
          target: "/api/v1/agents",
          lines: [signed(), "Connection: close"],
        });

        const answers = await gateway.write(first + second, { answers: 3 });

        expect(answers.at(-1)?.status).toBe(200);
        expect(answers).toHaveLength(2);
        expect(gateway.targets).toEqual(["/guarded/api/v1/agents"]);
      },
    );
  });

  test.each(BAD_CHUNKS)("cuts off a body with %s", async (_, body) => {
    const bytes = bytesOf({ method: "POST", target: PATH, lines: [CHUNKED], body });

    const answers = await gateway.write(bytes, { answers: 2 });

    expect(answers.filter(({ status }) => status < 400)).toEqual([]);
    expect(answers.length).toBeLessThanOrEqual(1);
    expect(gateway.targets).toEqual([]);
  });

  test.each(GOOD_CHUNKS)("passes a body with %s, framed anew", async (_, body) => {
    const answer = await gateway.attack({ method: "POST", target: PATH, lines: [CHUNKED], body });

    expect(answer.status).toBe(200);
    expect(gateway.upstream.requests.map(({ body }) => body.toString())).toEqual(["hello"]);
    expect(gateway.upstream.requests[0]?.headers).not.toHaveProperty("content-length");
  });

  test.each([
    ["a bare line feed after the request line", `GET ${PATH} HTTP/1.1\nHost: a\r\n\r\n`],
    ["a bare line feed after a header", `GET ${PATH} HTTP/1.1\r\nHost: a\n\r\n`],
    ["bare line feeds only", `GET ${PATH} HTTP/1.1\nHost: a\n\n`],
    ["a bare line feed before the end", `GET ${PATH} HTTP/1.1\r\nHost: a\r\n\n`],
    ["bare CRs only", `GET ${PATH} HTTP/1.1\rHost: a\r\r`],
    ["a blank before the request line", ` GET ${PATH} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["a tab in the request line", `GET\t${PATH} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["another protocol", `GET ${PATH} ICE/1.0\r\nHost: a\r\n\r\n`],
    ["a version in small letters", `GET ${PATH} http/1.1\r\nHost: a\r\n\r\n`],
    ["a version of two digits", `GET ${PATH} HTTP/1.10\r\nHost: a\r\n\r\n`],
    ["HTTP/0.9", `GET ${PATH}\r\n\r\n`],
    ["HTTP/1.2", `GET ${PATH} HTTP/1.2\r\nHost: a\r\n\r\n`],
    ["HTTP/2.0", `GET ${PATH} HTTP/2.0\r\nHost: a\r\n\r\n`],
    ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["a header before Host behind a blank", `GET ${PATH} HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n`],
  ])("refuses %s", async (_, bytes) => {
    const answers = await gateway.write(bytes);

    expect(answers.filter(({ status }) => status < 400)).toEqual([]);
    for (const answer of answers) expectEnvelope(answer, 400, "BAD_REQUEST");
    expect(gateway.targets).toEqual([]);
  });

  // RFC 9112 sections 2.2 and 3 allow it, and what is sent on is written anew.
  test.each([
    ["two blanks before the target", `GET  ${PATH} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["two blanks before the version", `GET ${PATH}  HTTP/1.1\r\nHost: a\r\n\r\n`],
    ["empty lines before the request line", `\r\n\r\nGET ${PATH} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ])("passes nothing on of %s", async (_, bytes) => {
    const answers = await gateway.write(bytes);

    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect(gateway.targets).toEqual([`/open${PATH}`]);
  });

  test("refuses chunks in HTTP/1.0", async () => {
    const bytes = `POST ${PATH} HTTP/1.0\r\nHost: a\r\n${CHUNKED}\r\n\r\n0\r\n\r\n${SMUGGLED}`;

    const answers = await gateway.write(bytes, { answers: 2 });

    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(gateway.targets).toEqual([]);
  });

  test.each(["GET", "POST", "DELETE"])(
    "does not wait for a body behind an upgrade: %s",
    async (method) => {
      const lines = ["Connection: Upgrade", "Upgrade: h2c", `Content-Length: ${SMUGGLED.length}`];
      const bytes = bytesOf({
        method,
        target: "/api/v1/agents",
        lines: [signed(), ...lines],
        body: SMUGGLED,
      });

      const answers = await gateway.write(bytes, { answers: 2 });

      expect(answers).toHaveLength(1);
      neverServed();
    },
  );

  test.each([
    ["CONNECT", bytesOf({ method: "CONNECT", target: "evil.example:443" })],
    ["an upgrade", bytesOf({ target: PATH, lines: ["Connection: Upgrade", "Upgrade: h2c"] })],
    ["garbage", "GARBAGE\r\n\r\n"],
  ])("never answers a request by what was meant for %s behind it", async (_, behind) => {
    const first = bytesOf({ method: "DELETE", target: "/api/v1/agents/7", lines: [signed()] });

    const answers = await gateway.write(first + behind, { answers: 2 });

    expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
    expect((await gateway.attack({ target: PATH })).status).toBe(200);
  });

  test("answers pipelined requests in order, each as its own caller", async () => {
    const requests = [
      bytesOf({ target: "/api/v1/agents", lines: [signed()] }),
      bytesOf({ target: "/api/v1/agents" }),
      bytesOf({ target: PATH }),
      bytesOf({ target: "/api/v1/agents/7", lines: [signed()] }),
    ];

    const answers = await gateway.write(requests.join(""), { answers: 4 });

    expect(answers.map(({ status }) => status)).toEqual([200, 401, 200, 200]);
    expect(gateway.targets).toHaveLength(3);
  });
});
