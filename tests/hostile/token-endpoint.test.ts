import { createSign, generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Browser } from "#tests/auth/browser.ts";
import { rawToken } from "#tests/auth/raw-token.ts";
import { requestToken, signInAs } from "#tests/auth/sign-in.ts";
import { type App, TEST_SECRET } from "#tests/support/app.ts";
import { type Answer, send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";
import { startHostileApp } from "./hostile-app.ts";
import { breachesOfAnswer, PARTNER } from "./oracle.ts";

const ROUTES = [{ path: "/api/v1/agents", cache_ttl: "60s", rate_limit: "off" }];
const COOKIE = "next-auth.session-token";

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let upstream: UpstreamServer;
  let browser: Browser;

  beforeAll(async () => {
    upstream = await startUpstream();
    app = await startHostileApp(lane, upstream.url, {
      routes: ROUTES,
      // A provider that nobody answers for: it is misconfigured.
      env: {
        AUTH_DEMO: "1",
        AUTH_DEMO_IN_PRODUCTION: "1",
        AUTH_OIDC_ISSUER: "http://127.0.0.1:9",
        AUTH_OIDC_CLIENT_ID: "client",
        AUTH_OIDC_CLIENT_SECRET: "a-secret-of-the-client",
      },
    });
    browser = await signInAs(app.url, "user@acme.example");
  });
  afterAll(async () => {
    await app.stop();
    await upstream.close();
  });

  const cookie = () => `${COOKIE}=${browser.cookie(app.url, COOKIE)}`;
  const ask = (headers: readonly string[]) =>
    send(`${app.url}/api/gateway-token`, { headers: ["cookie", cookie(), ...headers] });
  const refused = (answer: Answer, status: number) => {
    expect(answer.status).toBe(status);
    expect(breachesOfAnswer(answer, { isPartner: false, method: "GET" })).toEqual([]);
    expect(answer.text).not.toContain("eyJ");
    expect(answer.header("access-control-allow-origin")).toBeNull();
  };

  test("gives the page that is signed in its token", async () => {
    expect((await ask(["sec-fetch-site", "same-origin"])).status).toBe(200);
  });

  test.each([
    ["another site", ["sec-fetch-site", "cross-site"]],
    ["another site, in capitals", ["sec-fetch-site", "CROSS-SITE"]],
    ["a sibling site", ["sec-fetch-site", "same-site"]],
    ["a site that it will not name", ["sec-fetch-site", ""]],
    ["a site of a kind that nobody knows", ["sec-fetch-site", "same-origin-ish"]],
    ["two sites", ["sec-fetch-site", "same-origin", "sec-fetch-site", "cross-site"]],
    ["an allowed partner", ["origin", PARTNER]],
    [
      "an allowed partner that says it is no other site",
      ["origin", PARTNER, "sec-fetch-site", "none"],
    ],
    ["nowhere", ["origin", "null"]],
    ["a host that begins like ours", ["origin", "http://127.0.0.1.evil.example"]],
    ["our host as a user", ["origin", "http://127.0.0.1@evil.example"]],
    ["our host at another port", ["origin", "http://127.0.0.1:1"]],
    ["our host behind another scheme's port", ["origin", "http://127.0.0.1"]],
    [
      "a frame of another site",
      ["sec-fetch-site", "cross-site", "sec-fetch-dest", "iframe", "sec-fetch-mode", "navigate"],
    ],
    [
      "a script of another site",
      ["sec-fetch-site", "cross-site", "sec-fetch-dest", "script", "sec-fetch-mode", "no-cors"],
    ],
    [
      "a form of another site",
      ["sec-fetch-site", "cross-site", "sec-fetch-dest", "document", "sec-fetch-user", "?1"],
    ],
    [
      "another site, though a header says ours",
      ["origin", "http://evil.example", "x-forwarded-host", "evil.example"],
    ],
  ])("gives no token to %s", async (_, headers) => {
    refused(await ask(headers), 403);
  });

  test("gives a token that no other site can frame, sniff or take in", async () => {
    const answer = await ask([]);

    expect(answer.status).toBe(200);
    expect(answer.header("cache-control")).toBe("no-store");
    expect(answer.header("content-type")).toMatch(/^application\/json/);
    expect(answer.header("x-content-type-options")).toBe("nosniff");
    expect(answer.header("content-security-policy")).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
    expect(answer.header("cross-origin-resource-policy")).toBe("same-origin");
  });

  test.each([
    ["a token of the gateway", () => rawToken({ secret: TEST_SECRET })],
    [
      "a token without a signature",
      () => rawToken({ header: { alg: "none" } }).replace(/[^.]*$/, ""),
    ],
    ["a token signed with a key of its own", () => rs256()],
    [
      "an encrypted token of somebody else",
      () => "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA",
    ],
    ["64 KB", () => "a".repeat(12_000)],
  ])("takes %s for no session", async (_, make) => {
    const answer = await send(`${app.url}/api/gateway-token`, {
      headers: { cookie: `${COOKIE}=${make()}` },
    });

    refused(answer, 401);
  });

  test.each(["GET", "POST"])("takes its own token for no session: %s", async (method) => {
    const { body } = await requestToken(browser, app.url);

    const answer = await send(`${app.url}/api/gateway-token`, {
      method,
      headers: { authorization: `Bearer ${body.token}` },
    });

    refused(answer, method === "GET" ? 401 : 405);
  });

  test("takes a session for no token", async () => {
    const session = browser.cookie(app.url, COOKIE);

    const answer = await send(`${app.url}/api/v1/agents`, {
      headers: { authorization: `Bearer ${session}` },
    });

    refused(answer, 401);
    expect(upstream.requests).toEqual([]);
  });

  test("answers as ever while the provider is misconfigured, and shows nothing of it", async () => {
    const stranger = new Browser();
    const { csrfToken } = JSON.parse(
      await (await stranger.send(`${app.url}/api/auth/csrf`)).text(),
    );

    const signIn = await stranger.send(`${app.url}/api/auth/signin/oidc`, {
      method: "POST",
      body: new URLSearchParams({ csrfToken, callbackUrl: "/" }),
    });
    const { response, body } = await requestToken(stranger, app.url);

    expect(signIn.headers.get("location")).toMatch(/\/api\/auth\/error\?error=\w+$/);
    expect(await signIn.text()).not.toMatch(/ECONNREFUSED|127\.0\.0\.1:9|\bat /);
    expect(response.status).toBe(401);
    expect(body.error.code).toBe("UNAUTHORIZED");
    expect((await ask([])).status).toBe(200);
  });

  test("gives what is stored to no token of a session that has signed out", async () => {
    const leaver = await signInAs(app.url, "admin@acme.example");
    const { body } = await requestToken(leaver, app.url);
    const headers = { authorization: `Bearer ${body.token}` };
    await send(`${app.url}/api/v1/agents`, { headers });
    const hit = await send(`${app.url}/api/v1/agents`, { headers });
    const { csrfToken } = JSON.parse(await (await leaver.send(`${app.url}/api/auth/csrf`)).text());

    await leaver.submit(`${app.url}/api/auth/signout`, { csrfToken });
    const after = await send(`${app.url}/api/v1/agents`, { headers });

    expect(hit.header("cache-status")).toBe("eloquent-gateway; hit");
    refused(after, 401);
    expect(after.header("cache-status")).toBeNull();
  });
});

function rs256(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const input = rawToken({ header: { alg: "RS256" } }).replace(/\.[^.]*$/, "");
  return `${input}.${createSign("sha256").update(input).sign(privateKey).toString("base64url")}`;
}
