import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_ACCOUNTS } from "#demo/accounts.ts";
import { type App, spawnApp, startApp } from "#tests/support/app.ts";
import { Browser } from "./browser.ts";
import { csrfToken, requestToken, signInAs, submitCredentials } from "./sign-in.ts";

const ROUTES = `
version: "1.0"
routes:
  - path: /api/v1/agents
    method: POST
    proxy_upstream: http://127.0.0.1:9
    scopes: [write:agents]
`;
const COOKIE = "next-auth.session-token";
const SCOPES: Record<string, string[]> = {
  viewer: ["read"],
  user: ["read", "write", "write:agents"],
  admin: ["read", "write", "write:agents"],
};

let app: App;

beforeAll(async () => {
  app = await startApp({ routes: ROUTES, env: { AUTH_DEMO: "1", AUTH_DEMO_IN_PRODUCTION: "1" } });
});

afterAll(() => app.stop());

const KNOWN = DEMO_ACCOUNTS.filter(({ role }) => role !== "operator");

test.each(KNOWN)("gives $email a token of their role's scopes", async (account) => {
  const browser = await signInAs(app.url, account.email);

  const { body } = await requestToken(browser, app.url);

  const claims = decodeJwt<{ scopes: string[] }>(body.token);
  expect(claims).toMatchObject({
    org_id: account.orgId,
    user_id: account.userId,
    role: account.role,
  });
  expect(claims.scopes.toSorted()).toEqual(SCOPES[account.role]);
});

test("gives an operator no token where the file has no such role", async () => {
  const browser = await signInAs(app.url, "ops@eloquent.example");

  const { response, body } = await requestToken(browser, app.url);

  expect(response.status).toBe(403);
  expect(JSON.stringify(body)).toContain('role \\"operator\\" is not known');
});

test("signs nobody in with a wrong password", async () => {
  const browser = new Browser();

  const answer = await submitCredentials(browser, app.url, {
    email: "admin@acme.example",
    password: "wrong",
  });

  expect(answer.headers.get("location")).toContain("error=CredentialsSignin");
  expect((await requestToken(browser, app.url)).response.status).toBe(401);
});

test("hands the session out in a cookie that scripts and other sites do not get", async () => {
  const browser = new Browser();
  const credentials = { email: "user@acme.example", password: "demo" };

  const answer = await submitCredentials(browser, app.url, credentials);

  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith(COOKIE));
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; SameSite=Lax/);
});

test("keeps one session id from sign-in to sign-out, and no token id twice", async () => {
  const browser = await signInAs(app.url, "user@acme.example");
  const session = async () => {
    const { body } = await requestToken(browser, app.url);
    return String(decodeJwt(body.token).jti);
  };
  const first = await session();
  // Reading the session renews its cookie.
  await browser.send(`${app.url}/api/auth/session`);
  const second = await session();

  expect(second).not.toBe(first);
  expect(second.split(".")[0]).toBe(first.split(".")[0]);
});

test("tells the page who has signed in", async () => {
  const browser = await signInAs(app.url, "user@acme.example");

  const session = await browser.send(`${app.url}/api/auth/session`);

  expect(JSON.parse(await session.text())).toMatchObject({
    user: { name: "Uli User", email: "user@acme.example" },
    person: { role: "user" },
  });
});

test("takes no role from what a client posts to its session", async () => {
  const browser = await signInAs(app.url, "viewer@acme.example");
  const data = { role: "admin", person: { role: "admin" }, id: "other" };
  const body = JSON.stringify({ csrfToken: await csrfToken(browser, app.url), data });

  const headers = { "content-type": "application/json" };
  await browser.send(`${app.url}/api/auth/session`, { method: "POST", body, headers });

  const token = (await requestToken(browser, app.url)).body.token;
  expect(decodeJwt(token)).toMatchObject({ role: "viewer", scopes: ["read"] });
});

test("gives no token after sign-out", async () => {
  const browser = await signInAs(app.url, "user@acme.example");

  await browser.submit(`${app.url}/api/auth/signout`, {
    csrfToken: await csrfToken(browser, app.url),
  });

  expect((await requestToken(browser, app.url)).response.status).toBe(401);
});

test("does not start in production with demo accounts that nobody confirmed", async () => {
  const refused = await spawnApp({ routes: ROUTES, env: { AUTH_DEMO: "1" } });

  await refused.outputMatching(/AUTH_DEMO: demo accounts are refused in production/);
  await refused.stop();
});
