import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, freePort, startApp } from "#tests/support/app.ts";
import { CLIENT, type OidcProvider, startOidcProvider } from "#tests/support/oidc-provider.ts";
import { Browser } from "./browser.ts";
import { csrfToken, formAction, requestToken, signInWithProvider } from "./sign-in.ts";

const ROUTES = `
version: "1.0"
routes:
  - path: /api/v1/agents
    method: GET
    proxy_upstream: http://127.0.0.1:9
`;
const PEOPLE = {
  grace: { name: "Grace", email: "Grace@Example.com", org_id: "org-9", access: { role: "viewer" } },
  "no-org": { email: "no-org@example.com", access: { role: "viewer" } },
  "no-role": { email: "no-role@example.com", org_id: "org-9" },
  owner: { email: "owner@example.com", org_id: "org-9", access: { role: "owner" } },
  "no-email": { org_id: "org-9", access: { role: "viewer" } },
};

let app: App;
let provider: OidcProvider;

beforeAll(async () => {
  const port = await freePort();
  const appUrl = `http://127.0.0.1:${port}`;
  provider = await startOidcProvider({ appUrl, people: PEOPLE, claimsIn: "userinfo" });
  const env = {
    AUTH_OIDC_ISSUER: provider.issuer,
    AUTH_OIDC_CLIENT_ID: CLIENT.id,
    AUTH_OIDC_CLIENT_SECRET: CLIENT.secret,
    AUTH_OIDC_SCOPE: "openid profile email eloquent",
    AUTH_OIDC_ROLE_CLAIM: "access.role",
  };
  app = await startApp({ routes: ROUTES, env, port });
});

afterAll(async () => {
  await app.stop();
  await provider.stop();
});

async function signedIn(login: string): Promise<Browser> {
  const browser = new Browser();
  await signInWithProvider(browser, app.url, login);
  return browser;
}

test("gives who signs in with the provider a token of what it said about them", async () => {
  const browser = new Browser();

  const landing = await signInWithProvider(browser, app.url, "grace");
  const { response, body } = await requestToken(browser, app.url);

  expect(landing.url).toBe(`${app.url}/`);
  expect(response.status).toBe(200);
  expect(decodeJwt(body.token)).toMatchObject({
    org_id: "org-9",
    user_id: "grace",
    email: "grace@example.com",
    role: "viewer",
    scopes: ["read"],
    product: "eloquent",
  });
});

test.each([
  ["no-org", 403, "FORBIDDEN", "org_id is missing"],
  ["no-role", 403, "FORBIDDEN", "role is missing"],
  ["owner", 403, "FORBIDDEN", 'the role "owner" is not known'],
  ["no-email", 401, "UNAUTHORIZED", "the session has no email"],
])("gives %s no token and says what is missing", async (login, status, code, missing) => {
  const { response, body } = await requestToken(await signedIn(login), app.url);

  expect(response.status).toBe(status);
  expect(body.error).toMatchObject({ code, message: expect.stringContaining(missing) });
});

test("signs nobody in whose browser did not start the sign-in", async () => {
  const victim = new Browser();
  const attacker = new Browser();
  const form = { csrfToken: await csrfToken(attacker, app.url), callbackUrl: "/" };
  const loginPage = await attacker.submit(`${app.url}/api/auth/signin/oidc`, form);
  const consent = await attacker.submit(await formAction(loginPage), {
    prompt: "login",
    login: "grace",
    password: "any",
  });
  const resumed = await attacker.send(await formAction(consent), {
    method: "POST",
    body: new URLSearchParams({ prompt: "consent" }),
  });
  const callback = await attacker.send(resumed.headers.get("location") ?? "");

  await victim.open(callback.headers.get("location") ?? "");

  expect((await requestToken(victim, app.url)).response.status).toBe(401);
});

test("asks the provider with state, nonce and a code challenge", async () => {
  const browser = new Browser();
  const body = new URLSearchParams({ csrfToken: await csrfToken(browser, app.url) });

  const redirect = await browser.send(`${app.url}/api/auth/signin/oidc`, { method: "POST", body });

  const { searchParams } = new URL(redirect.headers.get("location") ?? "");
  expect(Object.fromEntries(searchParams)).toMatchObject({
    scope: "openid profile email eloquent",
    response_type: "code",
    state: expect.stringMatching(/.{20,}/),
    nonce: expect.stringMatching(/.{20,}/),
    code_challenge: expect.stringMatching(/.{20,}/),
    code_challenge_method: "S256",
  });
});
