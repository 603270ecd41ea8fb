import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, startApp, TEST_SECRET } from "#tests/support/app.ts";
import { Browser } from "./browser.ts";
import { requestToken, signInAs } from "./sign-in.ts";

const ROUTES = `
version: "1.0"
cors:
  allowed_origins: ["https://partner.example"]
routes:
  - path: /api/v1/agents
    method: GET
    proxy_upstream: http://127.0.0.1:9
`;
const COOKIE = "next-auth.session-token";

let app: App;
let browser: Browser;

beforeAll(async () => {
  const env = { AUTH_DEMO: "1", AUTH_DEMO_IN_PRODUCTION: "1", LOG_LEVEL: "silent" };
  app = await startApp({ routes: ROUTES, env });
  browser = await signInAs(app.url, "user@acme.example");
});

afterAll(() => app.stop());

test("answers with a token, how long it holds, and no-store", async () => {
  const { response, body } = await requestToken(browser, app.url);

  expect(response.status).toBe(200);
  expect(body).toEqual({
    token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    expiresIn: 3600,
  });
  expect(response.headers.get("cache-control")).toBe("no-store");
});

test.each<[string, string | undefined]>([
  ["no cookie", undefined],
  ["an empty cookie", ""],
  ["a cookie of another make", "garbage"],
  [
    "a cookie encrypted by somebody else",
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA",
  ],
])("answers 401 in the envelope to %s", async (_, cookie) => {
  const stranger = new Browser();
  if (cookie !== undefined) stranger.setCookie(app.url, COOKIE, cookie);

  const { response, body } = await requestToken(stranger, app.url, {
    "x-request-id": "request-1234",
  });

  expect(response.status).toBe(401);
  expect(response.headers.get("x-request-id")).toBe("request-1234");
  expect(body).toMatchObject({
    error: { code: "UNAUTHORIZED", request_id: "request-1234" },
    metadata: { success: false },
  });
});

test("gives no token when sign-in cannot work, and shows nothing of why", async () => {
  const broken = new Browser();
  broken.setCookie(app.url, "next-auth.callback-url", "not a url");

  const { response, body } = await requestToken(broken, app.url);

  expect(response.status).toBe(500);
  expect(body.error).toMatchObject({
    code: "INTERNAL_ERROR",
    message: "Something went wrong in the gateway",
    request_id: response.headers.get("x-request-id"),
  });
});

test.each([
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { origin: "https://partner.example" },
  { origin: "null" },
])("answers 403 without CORS headers to a call with %j", async (headers) => {
  const { response, body } = await requestToken(browser, app.url, headers);

  expect(response.status).toBe(403);
  expect(body.error.code).toBe("FORBIDDEN");
  expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual(
    [],
  );
});

test.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("answers 405 to %s", async (method) => {
  const response = await browser.send(`${app.url}/api/gateway-token`, { method });

  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET");
  expect(JSON.parse(await response.text()).error.code).toBe("METHOD_NOT_ALLOWED");
});

test("has no CORS headers for an allowed origin's preflight", async () => {
  const response = await browser.send(`${app.url}/api/gateway-token`, {
    method: "OPTIONS",
    headers: { origin: "https://partner.example", "access-control-request-method": "GET" },
  });

  expect(response.headers.get("access-control-allow-origin")).toBeNull();
});

test("keeps its secrets to itself", async () => {
  const { response, body } = await requestToken(browser, app.url);

  expect(JSON.stringify([body, ...response.headers])).not.toContain(TEST_SECRET);
});

// How many are allowed is asserted with a fixed clock; here a window may end between two calls.
test("says when to come back to a session that asks for too many tokens", async () => {
  const busy = await signInAs(app.url, "admin@acme.example");
  for (let index = 0; index < 120; index += 1) await requestToken(busy, app.url);

  const { response, body } = await requestToken(busy, app.url);

  expect(response.status).toBe(429);
  expect(body.error.code).toBe("RATE_LIMITED");
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
});
