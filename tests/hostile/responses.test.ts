import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { App } from "#tests/support/app.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { type Answer, open, send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { type RawUpstream, startRawUpstream } from "#tests/support/raw-upstream.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";
import { signed } from "./attack.ts";
import { GARBAGE, STACK } from "./garbled-answers.ts";
import { startHostileApp } from "./hostile-app.ts";
import { breachesOfAnswer, PARTNER } from "./oracle.ts";

const PATH = "/api/v1/agents";
const ROUTES = [
  { path: PATH, timeout: "5s", retries: 0 },
  { path: "/api/v1/cached", cache_ttl: "60s", cache_scope: "public", timeout: "5s", retries: 0 },
  { path: "/api/v1/big", proxy_upstream: "$BIG", auth_required: false, timeout: "20s" },
  {
    path: "/api/v1/big-cached",
    proxy_upstream: "$BIG",
    auth_required: false,
    cache_ttl: "60s",
    timeout: "20s",
  },
];
const IN_FLIGHT_MAX = 25;
const MEGABYTE = 1024 * 1024;

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let upstream: RawUpstream;
  let big: UpstreamServer;

  beforeAll(async () => {
    upstream = await startRawUpstream();
    big = await startUpstream();
    const env = { BIG: big.url, LOG_LEVEL: "silent", MAX_IN_FLIGHT: String(IN_FLIGHT_MAX) };
    app = await startHostileApp(lane, upstream.url, { routes: ROUTES, env });
  });
  beforeEach(() => big.reset());
  afterAll(async () => {
    await app.stop();
    await upstream.close();
    await big.close();
  });

  const ask = async (path = PATH, method = "GET"): Promise<Answer> => {
    const [name = "", value = ""] = signed().split(": ");
    const answer = await send(app.url + path, {
      method,
      headers: [name, value, "Origin", PARTNER],
    });
    return answer;
  };
  const answerWith = (text: string, isLast = true) =>
    upstream.answerWith((socket) => {
      socket.write(Buffer.from(text, "latin1"));
      if (isLast) socket.end();
    });

  const answeredWell = async () => {
    answerWith("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false);
    expect((await ask()).status).toBe(200);
  };
  // Most answers are good, or the upstream's circuit would open.
  const garbled = async (text: string) => {
    await answeredWell();
    await answeredWell();
    answerWith(text);
    return ask();
  };

  test.each(GARBAGE)("answers 502 for %s, and shows nothing of it", async (_, text) => {
    const answer = await garbled(text);

    expectEnvelope(answer, 502, "BAD_GATEWAY");
    expect(breachesOfAnswer(answer, { isPartner: true, method: "GET" })).toEqual([]);
    expect(answer.text).not.toMatch(/boom|node_modules|undici|HPE_|127\.0\.0\.1/);
    expect(answer.header("set-cookie")).toBeNull();
  });

  test("holds no place in flight for any of them", async () => {
    for (const [, text] of [...GARBAGE, ...GARBAGE]) await garbled(text);
    await answeredWell();

    const answers = await Promise.all(
      Array.from({ length: IN_FLIGHT_MAX }, () => send(`${app.url}/api/v1/big`)),
    );

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  test.each([
    ["an encoded line break in Location", "Location: /x%0d%0aSet-Cookie:%20injected=1"],
    ["a header that looks like the gateway's", "X-Request-ID: forged-forged"],
    ["CORS for everybody", "Access-Control-Allow-Origin: *"],
    ["CORS with credentials", "Access-Control-Allow-Credentials: true"],
    ["a session of the app", "Set-Cookie: next-auth.session-token=injected; Path=/"],
    [
      "a secure session of the app",
      "Set-Cookie: __Secure-next-auth.session-token=injected; Secure",
    ],
    ["a session in other letters", "Set-Cookie: NEXT-AUTH.SESSION-TOKEN=injected"],
    ["a session's chunk", "Set-Cookie: next-auth.session-token.0=injected"],
    ["a header of the connection", "Connection: X-Injected\r\nX-Injected: 1"],
    ["a proxy that wants a password", "Proxy-Authenticate: Basic realm=injected"],
    ["an upgrade", "Upgrade: h2c"],
    ["trailers", "Trailer: X-Injected"],
  ])("passes an answer on without %s", async (_, line) => {
    answerWith(`HTTP/1.1 200 OK\r\n${line}\r\nContent-Length: 2\r\n\r\nok`, false);

    const answer = await ask();

    expect([answer.status, answer.text]).toEqual([200, "ok"]);
    const fields = answer.headers.map((field) => field.join(": "));
    expect(fields.filter((field) => /injected/i.test(field) && !/^location/i.test(field))).toEqual(
      [],
    );
    expect(answer.values("x-request-id")).toEqual([expect.not.stringContaining("forged")]);
    expect(answer.values("access-control-allow-origin")).toEqual([PARTNER]);
    expect(answer.header("access-control-allow-credentials")).toBeNull();
  });

  test.each([
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:9/",
    "//internal.example/",
    "file:///etc/passwd",
    "/api/v1/agents/../../internal",
  ])("passes a redirect to %s on and does not follow it", async (location) => {
    const head = `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;
    answerWith(head, false);

    const answer = await ask();

    expect(answer.status).toBe(302);
    expect(answer.header("location")).toBe(location);
    expect(upstream.requests).toHaveLength(1);
  });

  test("does not hand an answer that nobody asked for to the next client", async () => {
    const one = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none";
    answerWith(one + one.replaceAll("one", "two"), false);
    const first = await ask();
    answerWith("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthree", false);

    const second = await ask();

    expect([first.text, second.text]).toEqual(["one", "three"]);
  });

  test.each([
    ["HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nHTTP/1"],
    ["GET", "HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\nHTTP/1"],
    ["GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\nHTTP/1"],
  ])("hands no body that must not be there to the next client: %s, %j", async (method, text) => {
    answerWith(text, false);
    const first = await ask(PATH, method);
    answerWith("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext", false);

    const second = await ask();

    expect(first.body).toHaveLength(0);
    expect([second.status, second.text]).toEqual([200, "next"]);
  });

  test("gives no length to an answer that has no content", async () => {
    answerWith("HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\n", false);

    expect((await ask()).header("content-length")).toBeNull();
  });

  test.each([
    ["a length that was not reached", "Content-Length: 100\r\n\r\nhalf"],
    ["chunks that did not end", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"],
    ["a chunk of no size", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n"],
  ])("breaks the client's answer visibly for %s, and shows nothing of why", async (_, rest) => {
    answerWith(`HTTP/1.1 200 OK\r\n${rest}`);

    const read = ask();

    await expect(read.then(({ status, text }) => ({ status, text }))).rejects.toThrow(
      /aborted|hang up/,
    );
  });

  test("shows a client nothing of a stack but the service's own answer", async () => {
    answerWith(
      `HTTP/1.1 500 Internal Server Error\r\nContent-Length: ${STACK.length}\r\n\r\n${STACK}`,
      false,
    );
    const own = await ask();
    answerWith(`HTTP/1.1 502 Bad\r\nContent-Length: ${STACK.length + 1}\r\n\r\n`);

    expect([own.status, own.text]).toEqual([500, STACK]);
    await ask().then(
      (answer) => expect(answer.text).not.toContain("boom"),
      (error) => expect(String(error)).not.toContain("boom"),
    );
  });

  test.each(["/api/v1/big", "/api/v1/big-cached"])(
    "unpacks no bomb into memory: %s",
    async (path) => {
      const size = 256 * MEGABYTE;
      const bomb = gzipSync(Buffer.alloc(size));
      big.answerWith((response) => {
        response.writeHead(200, { "content-encoding": "gzip", "content-length": bomb.length });
        response.end(bomb);
      });
      const before = residentBytes(app.process.pid);

      const { response } = await open(app.url + path, { headers: { "accept-encoding": "gzip" } });
      let received = 0;
      let peak = 0;
      for await (const chunk of response) {
        received += chunk.length;
        peak = Math.max(peak, residentBytes(app.process.pid));
      }

      // The direct lane passes it packed; the route lane has to unpack it, as fast as it is read.
      expect(received).toBe(lane === "direct" ? bomb.length : size);
      expect(peak - before).toBeLessThan(128 * MEGABYTE);
    },
  );
});

function residentBytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}
