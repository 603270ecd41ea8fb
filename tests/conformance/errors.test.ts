import { createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type App, freePort, startApp } from "#tests/support/app.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { type Answer, send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { rawRequest } from "#tests/support/raw-http.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const ORIGIN = "https://app.example.com";
const open = { auth_required: false, retries: 0 };

type Row = readonly [status: number, code: string, cause: string, call: () => Promise<Answer>];

/** Listens, and answers every connection with these bytes and an end. */
async function startGarbage(bytes: string) {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(bytes));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return { url: `http://127.0.0.1:${address.port}`, server };
}

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let upstream: UpstreamServer;
  let garbage: Awaited<ReturnType<typeof startGarbage>>;
  let silence: Awaited<ReturnType<typeof startGarbage>>;

  beforeAll(async () => {
    upstream = await startUpstream();
    garbage = await startGarbage("NOT HTTP AT ALL\r\n\r\n");
    silence = await startGarbage("");
    const routes = [
      { path: "/api/v1/agents", scopes: ["write:agents"] },
      { path: "/api/v1/admin", allowed_roles: ["admin"] },
      { ...open, path: "/api/v1/slow", timeout: "200ms" },
      { ...open, path: "/api/v1/down", proxy_upstream: "$DOWN" },
      { ...open, path: "/api/v1/nameless", proxy_upstream: "http://service.invalid" },
      { ...open, path: "/api/v1/garbage", proxy_upstream: garbage.url },
      { ...open, path: "/api/v1/silence", proxy_upstream: silence.url },
      { ...open, path: "/api/v1/small", method: "POST", max_body: "10b" },
      { ...open, path: "/api/v1/once", rate_limit: { requests: 1, window: "1h" } },
    ];
    app = await startApp({
      lane,
      routes: routesFile({ routes, cors: { allowed_origins: [ORIGIN] } }),
      env: { UPSTREAM: upstream.url, DOWN: `http://127.0.0.1:${await freePort()}` },
    });
  });
  beforeEach(() => upstream.handleWith((request) => request.resume()));
  afterAll(async () => {
    await app.stop();
    await upstream.close();
    garbage.server.close();
    silence.server.close();
  });

  const call = (
    path: string,
    headers: Record<string, string> = {},
    method = "GET",
    body?: string,
  ) =>
    send(app.url + path, {
      method,
      headers: { origin: ORIGIN, ...headers },
      ...(body === undefined ? {} : { body }),
    });

  const ROWS: readonly Row[] = [
    [400, "BAD_REQUEST", "a path", () => call("/api/v1/x%2Fy")],
    [401, "UNAUTHORIZED", "no token", () => call("/api/v1/agents")],
    [
      401,
      "UNAUTHORIZED",
      "a bad token",
      () => call("/api/v1/agents", { authorization: "Bearer a.b.c" }),
    ],
    [
      401,
      "EXPIRED_TOKEN",
      "an expired token",
      async () => call("/api/v1/agents", await bearer({ expiresIn: -60 })),
    ],
    [403, "FORBIDDEN", "a role", async () => call("/api/v1/admin", await bearer())],
    [
      403,
      "INSUFFICIENT_SCOPE",
      "a missing scope",
      async () => call("/api/v1/agents", await bearer({ claims: { scopes: [] } })),
    ],
    [404, "NOT_FOUND", "an unknown path", () => call("/api/v1/unknown")],
    [405, "METHOD_NOT_ALLOWED", "a method", () => call("/api/v1/slow", {}, "DELETE")],
    [
      413,
      "PAYLOAD_TOO_LARGE",
      "a large body",
      () => call("/api/v1/small", {}, "POST", "12345678901"),
    ],
    [
      429,
      "RATE_LIMITED",
      "a second call",
      () => call("/api/v1/once").then(() => call("/api/v1/once")),
    ],
    [502, "BAD_GATEWAY", "garbage from the upstream", () => call("/api/v1/garbage")],
    [502, "BAD_GATEWAY", "an upstream that hangs up", () => call("/api/v1/silence")],
    [503, "SERVICE_UNAVAILABLE", "an upstream that is down", () => call("/api/v1/down")],
    [503, "SERVICE_UNAVAILABLE", "an upstream without an address", () => call("/api/v1/nameless")],
    [504, "GATEWAY_TIMEOUT", "a slow upstream", () => call("/api/v1/slow")],
  ];

  test.each(ROWS)(
    "answers %d %s for %s, readable for an allowed origin",
    async (status, code, _, call) => {
      // Only the first call of /once is not refused, and it would wait for the silent upstream.
      if (status === 429) upstream.reset();

      const answer = await call();

      expectEnvelope(answer, status, code);
      expect(answer.header("access-control-allow-origin")).toBe(ORIGIN);
      expect(answer.header("access-control-expose-headers")).toContain("X-Request-ID");
    },
  );

  test("answers a preflight from elsewhere 403", async () => {
    const headers = { origin: "https://evil.example", "access-control-request-method": "GET" };

    const answer = await call("/api/v1/agents", headers, "OPTIONS");

    expectEnvelope(answer, 403, "FORBIDDEN");
    expect(answer.header("access-control-allow-origin")).toBeNull();
  });

  test("says Allow with 405, and Retry-After with 429", async () => {
    const wrongMethod = await call("/api/v1/small");
    await call("/api/v1/once");
    const limited = await call("/api/v1/once");

    expect(wrongMethod.header("allow")).toBe("POST, OPTIONS");
    expect(Number(limited.header("retry-after"))).toBeGreaterThan(0);
  });

  test("answers HEAD with the status and headers of the error, without its body", async () => {
    const answer = await call("/api/v1/agents", {}, "HEAD");

    expect(answer.status).toBe(401);
    expect(answer.body).toHaveLength(0);
    expect(answer.header("x-request-id")).toMatch(/^req-/);
    expect(answer.header("www-authenticate")).toMatch(/^Bearer/);
  });

  test("answers a head that is too large 431", async () => {
    const answer = await rawRequest(app.port, "GET", "/api/v1/slow", [
      `X-Large: ${"a".repeat(20_000)}`,
    ]);

    expectEnvelope(answer, 431, "HEADERS_TOO_LARGE");
  });

  test("shows nothing of what went wrong inside", async () => {
    for (const path of ["down", "nameless", "garbage", "silence", "slow"]) {
      const { text } = await call(`/api/v1/${path}`);

      expect(text).not.toMatch(
        /127\.0\.0\.1|ECONN|ENOTFOUND|invalid|undici|node_modules|\bat .*:\d/,
      );
    }
  });
});
