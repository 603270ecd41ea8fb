import { describe, expect, test } from "vitest";
import { rawToken } from "#tests/auth/raw-token.ts";
import { TEST_SECRET } from "#tests/support/app.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { GOOD_CLAIMS, makeToken, type TokenOptions } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const PATH = "/api/v1/agents";
const PREVIOUS_SECRET = "the-secret-before-the-rotation-of-secrets";
const INVALID = 'Bearer realm="eloquent", error="invalid_token"';

const now = () => Math.floor(Date.now() / 1000);
const payload = () => ({
  ...GOOD_CLAIMS,
  iss: "eloquent-gateway",
  aud: "eloquent-api",
  exp: now() + 3600,
});
// Whatever these say, their signature is right.
const signed = (parts: Parameters<typeof rawToken>[0]) =>
  rawToken({ secret: TEST_SECRET, payload: payload(), ...parts });
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

async function changed(change: (parts: [string, string, string]) => string): Promise<string> {
  const [header = "", body = "", signature = ""] = (await makeToken()).split(".");
  return change([header, body, signature]);
}

const GOOD: readonly [string, TokenOptions][] = [
  ["as the guide shows it", {}],
  ["without email, role and scopes", { without: ["email", "role", "scopes"] }],
  ["without product", { without: ["product"] }],
  ["without typ and jti", { header: {} }],
  ["with typ and jti", { header: { typ: "JWT" }, claims: { jti: "session.random" } }],
  ["for several audiences", { audience: ["eloquent-api", "others"] }],
  ["of the secret before", { secret: PREVIOUS_SECRET }],
  ["that expired within the leeway", { expiresIn: -2 }],
  ["that begins within the leeway", { claims: { nbf: now() + 2 } }],
  ["with claims that nobody knows", { claims: { more: { of: ["it"] } } }],
];

const BAD: readonly [string, () => string | Promise<string>][] = [
  [
    "signed with another secret",
    () => makeToken({ secret: "another-secret-of-thirty-two-bytes!" }),
  ],
  ["signed with HS384", () => makeToken({ alg: "HS384" })],
  ["signed with HS512", () => makeToken({ alg: "HS512" })],
  ["that says alg none", () => changed(([, body]) => `${encode({ alg: "none" })}.${body}.`)],
  ["that says alg none, signed", () => signed({ header: { alg: "none" } })],
  ["that says hs256 in lower case", () => signed({ header: { alg: "hs256" } })],
  ["that says RS256", () => signed({ header: { alg: "RS256" } })],
  ["without alg", () => signed({ header: { typ: "JWT" } })],
  ["with critical extensions", () => signed({ header: { alg: "HS256", crit: ["x"], x: 1 } })],
  ["of another issuer", () => makeToken({ issuer: "eloquent" })],
  ["of the issuer in other letters' case", () => makeToken({ issuer: "Eloquent-Gateway" })],
  ["for another audience", () => makeToken({ audience: "eloquent-apis" })],
  ["for no audience", () => signed({ payload: { ...payload(), aud: undefined } })],
  ["without exp", () => makeToken({ expiresIn: null })],
  ["with a text as exp", () => signed({ payload: { ...payload(), exp: "9999999999" } })],
  ["that begins later", () => makeToken({ claims: { nbf: now() + 60 } })],
  ["without org_id", () => makeToken({ without: ["org_id"] })],
  ["with an empty org_id", () => makeToken({ claims: { org_id: "" } })],
  ["with a number as org_id", () => makeToken({ claims: { org_id: 7 } })],
  ["without user_id", () => makeToken({ without: ["user_id"] })],
  ["with an empty user_id", () => makeToken({ claims: { user_id: "" } })],
  ["with a list as email", () => makeToken({ claims: { email: ["a@example.com"] } })],
  ["with an object as role", () => makeToken({ claims: { role: {} } })],
  ["with null as role", () => makeToken({ claims: { role: null } })],
  ["with a text as scopes", () => makeToken({ claims: { scopes: "read write" } })],
  ["with a number among scopes", () => makeToken({ claims: { scopes: ["read", 1] } })],
  ["of another product", () => makeToken({ claims: { product: "other" } })],
  ["with a line break in a claim", () => makeToken({ claims: { org_id: "a\r\nX-User-ID: b" } })],
  ["with a NUL in a claim", () => makeToken({ claims: { email: "a\u0000b" } })],
  ["over 8 KB", () => makeToken({ claims: { more: "a".repeat(8000) } })],
  ["of two parts", () => changed(([header, body]) => `${header}.${body}`)],
  ["of four parts", () => changed((parts) => `${parts.join(".")}.`)],
  ["with padding", () => changed((parts) => `${parts.join(".")}=`)],
  ["with stray trailing bits", () => changed(([h, b, s]) => `${h}.${b}.${nextLetter(s)}`)],
  ["with a changed payload", () => changed(([h, , s]) => `${h}.${encode(payload())}.${s}`)],
  ["whose payload is no JSON", () => signed({ payload: "{" })],
  ["whose payload is a list", () => signed({ payload: "[]" })],
  [
    "that names a claim twice",
    () => signed({ payload: `${JSON.stringify(payload()).slice(0, -1)},"org_id":"b"}` }),
  ],
  ["of nothing but dots", () => ".."],
];

// A 32-byte signature leaves two bits of its last letter unused.
function nextLetter(signature: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return signature.slice(0, -1) + alphabet.charAt(alphabet.indexOf(signature.slice(-1)) + 1);
}

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: [{ path: PATH }],
    env: { JWT_SECRET_PREVIOUS: `${PREVIOUS_SECRET},an-even-older-secret-of-32-bytes-or-more` },
  });
  const withToken = (token: string) =>
    gateway.send(PATH, { headers: { authorization: `Bearer ${token}` } });

  test.each(GOOD)("accepts a token %s", async (_, options) => {
    const answer = await withToken(await makeToken(options));

    expect(answer.status).toBe(200);
  });

  test.each(["bearer", "BEARER", "bEaReR"])("accepts the scheme as %s", async (scheme) => {
    const headers = { authorization: `${scheme} ${await makeToken()}` };

    expect((await gateway.send(PATH, { headers })).status).toBe(200);
  });

  test.each(BAD)("refuses a token %s before the upstream is called", async (_, make) => {
    const answer = await withToken(await make());

    expect(expectEnvelope(answer, 401, "UNAUTHORIZED")).toBe("Invalid or expired token");
    expect(answer.header("www-authenticate")).toContain(INVALID);
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("says of an expired token that it has expired", async () => {
    const answer = await withToken(await makeToken({ expiresIn: -60 }));

    expectEnvelope(answer, 401, "EXPIRED_TOKEN");
    expect(answer.header("www-authenticate")).toContain(INVALID);
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("does not say of a forged token that it has expired", async () => {
    const token = await makeToken({
      expiresIn: -60,
      secret: "another-secret-of-thirty-two-bytes!",
    });

    expectEnvelope(await withToken(token), 401, "UNAUTHORIZED");
  });

  test("does not let a token in again after it was let in and has been changed", async () => {
    const token = await makeToken();
    expect((await withToken(token)).status).toBe(200);

    expectEnvelope(await withToken(`${token}=`), 401, "UNAUTHORIZED");
  });

  test.each([
    ["no credentials", {}],
    ["another scheme", { authorization: "Basic dXNlcjpwYXNz" }],
    ["a token without a scheme", { authorization: "eyJhbGciOiJIUzI1NiJ9.e30.x" }],
    ["a token in a cookie", { cookie: "token=eyJhbGciOiJIUzI1NiJ9.e30.x" }],
    ["a token in another header", { "x-authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x" }],
  ])("asks for a token where there is %s", async (_, headers) => {
    const answer = await gateway.send(PATH, { headers });

    expectEnvelope(answer, 401, "UNAUTHORIZED");
    expect(answer.header("www-authenticate")).toBe('Bearer realm="eloquent"');
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("does not take a token from the query", async () => {
    const answer = await gateway.send(`${PATH}?access_token=${await makeToken()}`);

    expectEnvelope(answer, 401, "UNAUTHORIZED");
  });

  test("refuses two Authorization headers, even if both are good", async () => {
    const line = `Authorization: Bearer ${await makeToken()}`;

    const answer = await gateway.raw("GET", PATH, [line, line]);

    expectEnvelope(answer, 401, "UNAUTHORIZED");
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("refuses two tokens in one header", async () => {
    const token = await makeToken();

    expectEnvelope(await withToken(`${token}, Bearer ${token}`), 401, "UNAUTHORIZED");
  });
});
