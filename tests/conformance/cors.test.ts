import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import type { Answer } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const PATH = "/api/v1/items";
const ALLOWED = "https://app.example.com";
const EXPOSED = "X-Request-ID, RateLimit, RateLimit-Policy, Retry-After, Cache-Status, Age, ETag";

const corsNames = (answer: Answer) =>
  answer.headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => name.startsWith("access-control-"));
const variesByOrigin = (answer: Answer) =>
  answer
    .values("vary")
    .join(",")
    .toLowerCase()
    .split(/\s*,\s*/)
    .includes("origin");

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: [
      { path: PATH, auth_required: false },
      { path: PATH, method: "POST" },
    ],
    cors: { allowed_origins: [ALLOWED, "$MORE_ORIGINS"], max_age: "10m", allow_credentials: true },
    env: {
      MORE_ORIGINS: "http://localhost:5173, https://xn--bcher-kva.example",
      NEXTAUTH_URL: "https://public.example",
    },
  });
  const preflight = (origin: string, headers: Record<string, string> = {}, path = PATH) =>
    gateway.send(path, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", ...headers },
    });

  test.each([ALLOWED, "http://localhost:5173", "https://xn--bcher-kva.example"])(
    "lets pages of %s read answers",
    async (origin) => {
      const answer = await gateway.send(PATH, { headers: { origin } });

      expect(answer.values("access-control-allow-origin")).toEqual([origin]);
      expect(answer.header("access-control-allow-credentials")).toBe("true");
      expect(answer.header("access-control-expose-headers")).toBe(EXPOSED);
      expect(variesByOrigin(answer)).toBe(true);
    },
  );

  test("answers their preflights itself", async () => {
    const answer = await preflight(ALLOWED, { "access-control-request-headers": "authorization" });

    expect(answer.status).toBe(204);
    expect(answer.values("access-control-allow-origin")).toEqual([ALLOWED]);
    expect(answer.header("access-control-allow-credentials")).toBe("true");
    expect(answer.header("access-control-allow-methods")).toBe("GET, POST, HEAD, OPTIONS");
    expect(answer.header("access-control-allow-headers")).toBe(
      "authorization, content-type, x-request-id, if-none-match, if-modified-since",
    );
    expect(answer.header("access-control-max-age")).toBe("600");
    expect(answer.header("x-request-id")).toMatch(/^req-/);
    expect(variesByOrigin(answer)).toBe(true);
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("answers a preflight of an unknown path with a 404 that its page can read", async () => {
    const answer = await preflight(ALLOWED, {}, "/api/v1/unknown");

    expectEnvelope(answer, 404, "NOT_FOUND");
    expect(answer.header("access-control-allow-origin")).toBe(ALLOWED);
  });

  test.each([
    "https://evil.example",
    "null",
    "https://app.example.com.evil.example",
    "https://evilapp.example.com",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://APP.example.com",
    "https://app.example.com/",
    "https://xapp.example.com",
    "https://app-example.com",
    "http://localhost:5174",
    `${ALLOWED}, https://evil.example`,
  ])("tells pages of %s nothing, and refuses their preflights", async (origin) => {
    const refused = await preflight(origin);
    const answer = await gateway.send(PATH, { headers: { origin } });

    expectEnvelope(refused, 403, "FORBIDDEN");
    expect(corsNames(refused)).toEqual([]);
    expect(variesByOrigin(refused)).toBe(true);
    expect(answer.status).toBe(200);
    expect(corsNames(answer)).toEqual([]);
    expect(variesByOrigin(answer)).toBe(true);
  });

  test("varies by origin even where there is none", async () => {
    const answer = await gateway.send(PATH);

    expect(variesByOrigin(answer)).toBe(true);
    expect(corsNames(answer)).toEqual([]);
  });

  test.each([
    ["says so", { "sec-fetch-site": "same-origin", origin: "https://any.example" }],
    [
      "has the host's name",
      { host: "gateway.example:8080", origin: "http://gateway.example:8080" },
    ],
    ["has it behind TLS", { host: "gateway.example", origin: "https://gateway.example" }],
    [
      "has its default port named",
      { host: "gateway.example:443", origin: "https://gateway.example" },
    ],
    ["is the public one", { origin: "https://public.example" }],
  ])("refuses no preflight of a page whose origin is its own: it %s", async (_, headers) => {
    const answer = await gateway.send(PATH, {
      method: "OPTIONS",
      headers: { "access-control-request-method": "POST", ...headers },
    });

    expect(answer.status).toBe(204);
    expect(answer.header("allow")).toBe("GET, POST, HEAD, OPTIONS");
  });

  test.each([
    ["another host", { host: "gateway.example", origin: "https://gateway.example.evil" }],
    ["another port", { host: "gateway.example:8080", origin: "https://gateway.example" }],
    ["same-site only", { "sec-fetch-site": "same-site", origin: "https://other.example" }],
  ])("does not take %s for its own", async (_, headers) => {
    const answer = await gateway.send(PATH, {
      method: "OPTIONS",
      headers: { "access-control-request-method": "POST", ...headers },
    });

    expectEnvelope(answer, 403, "FORBIDDEN");
  });

  test("runs a request from elsewhere that is no preflight", async () => {
    await gateway.send(PATH, { headers: { origin: "https://evil.example" } });

    expect(gateway.upstream.requests).toHaveLength(1);
  });
});

describe.each(LANES)("%s lane without a list", (lane) => {
  const gateway = useGateway(lane, { routes: [{ path: PATH, auth_required: false }] });

  test("knows no other origins, and varies by none", async () => {
    const answer = await gateway.send(PATH, { headers: { origin: ALLOWED } });

    expect(answer.status).toBe(200);
    expect(corsNames(answer)).toEqual([]);
    expect(variesByOrigin(answer)).toBe(false);
  });

  test("refuses preflights from elsewhere", async () => {
    const answer = await gateway.send(PATH, {
      method: "OPTIONS",
      headers: { origin: ALLOWED, "access-control-request-method": "GET" },
    });

    expectEnvelope(answer, 403, "FORBIDDEN");
  });
});
