import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, startApp } from "#tests/support/app.ts";
import { Browser } from "./browser.ts";
import { csrfToken, submitCredentials } from "./sign-in.ts";

const ROUTES = `
version: "1.0"
routes:
  - path: /api/v1/agents
    method: GET
    proxy_upstream: http://127.0.0.1:9
`;

let app: App;

// A trusted proxy in front, so that each test can call from an address of its own.
beforeAll(async () => {
  const env = { AUTH_DEMO: "1", AUTH_DEMO_IN_PRODUCTION: "1", TRUSTED_PROXIES: "127.0.0.1" };
  app = await startApp({ routes: ROUTES, env });
  // Requests that Next took before its boot hook ran have no known address.
  await fetch(`${app.url}/health`);
});

afterAll(() => app.stop());

const post = (path: string, init: RequestInit, address: string) =>
  new Browser().send(`${app.url}/api/auth/${path}`, {
    method: "POST",
    ...init,
    headers: { ...init.headers, "x-forwarded-for": address },
  });

const codeOf = async (response: Response) => JSON.parse(await response.text()).error.code;

// How many are allowed is asserted with a fixed clock; here a window may end between two attempts.
test("answers 429 in the envelope to more attempts than a minute allows from one address", async () => {
  const attempt = (address: string) => post("callback/credentials", {}, address);
  for (let index = 0; index < 20; index += 1) await attempt("192.0.2.1");

  const refused = await attempt("192.0.2.1");
  const elsewhere = await attempt("192.0.2.2");

  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("x-request-id")).toMatch(/^req-[0-9a-f]{16}$/);
  expect(await codeOf(refused)).toBe("RATE_LIMITED");
  expect(elsewhere.status).not.toBe(429);
});

test("signs nobody in by a form that came without the page's CSRF token", async () => {
  const browser = new Browser();
  await csrfToken(browser, app.url);

  const answer = await browser.send(`${app.url}/api/auth/callback/credentials`, {
    method: "POST",
    body: new URLSearchParams({ email: "user@acme.example", password: "demo", csrfToken: "x" }),
  });

  expect(answer.headers.get("location")).toContain("csrf=true");
  expect(browser.cookie(app.url, "next-auth.session-token")).toBeUndefined();
});

test("leads nobody to another site after a sign-in", async () => {
  const answer = await submitCredentials(new Browser(), app.url, {
    email: "user@acme.example",
    password: "demo",
    callbackUrl: "https://evil.example/",
  });

  expect(answer.headers.get("location")).toBe(app.url);
});

test("answers 413 to a form that is no sign-in form", async () => {
  const response = await post("callback/credentials", { body: "x".repeat(70_000) }, "192.0.2.3");

  expect(response.status).toBe(413);
  expect(await codeOf(response)).toBe("PAYLOAD_TOO_LARGE");
});

test("answers 400 to JSON that does not parse", async () => {
  const headers = { "content-type": "application/json" };

  const response = await post("callback/credentials", { body: "{", headers }, "192.0.2.4");

  expect(response.status).toBe(400);
  expect(await codeOf(response)).toBe("BAD_REQUEST");
});

test.each(["PUT", "PATCH", "DELETE"])("answers 405 to %s", async (method) => {
  const response = await post("session", { method }, "192.0.2.5");

  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, POST");
});

test("leads people who want to sign in to the start page", async () => {
  const response = await new Browser().send(`${app.url}/api/auth/signin`);

  const location = new URL(response.headers.get("location") ?? "", app.url);
  expect(response.status).toBe(302);
  expect(location.pathname).toBe("/");
});

test("shows a sign-out page that runs no scripts and sits in no frame", async () => {
  const response = await new Browser().send(`${app.url}/api/auth/signout`);

  expect(response.status).toBe(200);
  expect(await response.text()).toContain('name="csrfToken"');
  expect(response.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'.*frame-ancestors 'none'/,
  );
});
