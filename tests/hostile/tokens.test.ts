import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rawToken } from "#tests/auth/raw-token.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";
import { bytesOf, given, goodToken, signed } from "./attack.ts";
import { MALFORMED_CREDENTIALS, NO_CREDENTIALS } from "./bad-credentials.ts";
import { BAD_TOKENS, CLAIMS, made, NOW, withClaims, withExp } from "./bad-tokens.ts";
import { useHostileGateway } from "./use-hostile-gateway.ts";

const PATH = "/api/v1/agents";
const ROUTES = [
  { path: PATH },
  { path: "/api/v1/writes", scopes: ["write:agents"] },
  { path: "/api/v1/either", scopes: ["write:agents", "admin"], scopes_match: "any" },
  { path: "/api/v1/admins", allowed_roles: ["admin"] },
];

const LOOK_ALIKES = [
  ["more letters", ["write:agents-all"]],
  ["capitals", ["WRITE:AGENTS"]],
  ["a wildcard", ["write:*", "*"]],
  ["its prefix", ["write:", "write"]],
  ["both in one", ["read write:agents"]],
  ["a comma", ["read,write:agents"]],
  ["a blank around it", [" write:agents", "write:agents "]],
  ["another i", ["wr\u0131te:agents"]],
  ["a letter of another alphabet", ["write:\u0430gents"]],
  ["a joining sign within", ["write:\u200dagents"]],
  ["a full-width colon", ["write\uff1aagents"]],
  ["nothing", [""]],
] as const;

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useHostileGateway(lane, { routes: ROUTES });
  let attackers: UpstreamServer;
  beforeAll(async () => {
    attackers = await startUpstream();
  });
  afterAll(() => attackers.close());

  const present = (token: string, target = PATH) =>
    gateway.attack({ target, lines: [`Authorization: Bearer ${token}`] });

  test.each(BAD_TOKENS)("refuses %s", async (_, make) => {
    expectEnvelope(await present(await make()), 401, "UNAUTHORIZED");
    expect(gateway.targets).toEqual([]);
  });

  test.each(["jku", "x5u", "x5c", "kid"])("asks nobody for the key that %s names", async (name) => {
    const header = {
      alg: "HS256",
      [name]: name === "x5c" ? [attackers.url] : `${attackers.url}/keys`,
    };
    const forged = rawToken({ header, payload: CLAIMS, secret: "attacker" });

    expectEnvelope(await present(forged), 401, "UNAUTHORIZED");
    // Such a parameter has no say either when the signature is ours.
    expect((await present(made(header))).status).toBe(200);
    expect(attackers.requests).toEqual([]);
  });

  test.each([
    ["an expired one", -60],
    ["one that expired as it came", -6],
    ["one of 1970", -NOW],
    ["one from before 1970", -NOW * 2],
  ])("says of %s that it has expired", async (_, seconds) => {
    expectEnvelope(await present(withClaims({ exp: NOW + seconds })), 401, "EXPIRED_TOKEN");
    expect(gateway.targets).toEqual([]);
  });

  test("takes a number with a fraction for exp, as RFC 7519 has it", async () => {
    expect((await present(withExp(`${NOW + 3600}.5`))).status).toBe(200);
  });

  test.each(NO_CREDENTIALS)("finds no token %s", async (_, linesOf) => {
    const target = `${PATH}?access_token=${goodToken()}&token=${goodToken()}`;

    const answer = await gateway.attack({ target, lines: linesOf(goodToken()) });

    expectEnvelope(answer, 401, "UNAUTHORIZED");
    expect(answer.header("www-authenticate")).toBe('Bearer realm="eloquent"');
    expect(gateway.targets).toEqual([]);
  });

  test.each(MALFORMED_CREDENTIALS)("refuses a good token %s", async (_, linesOf) => {
    const answer = await gateway.attack({ target: PATH, lines: linesOf(goodToken()) });

    expectEnvelope(answer, 401, "UNAUTHORIZED");
    expect(answer.header("www-authenticate")).toContain('error="invalid_token"');
    expect(gateway.targets).toEqual([]);
  });

  test("finds no token in a body", async () => {
    const body = `access_token=${goodToken()}`;
    const type = "Content-Type: application/x-www-form-urlencoded";
    const lines = [type, `Content-Length: ${body.length}`];

    const answer = await gateway.attack({ target: PATH, lines, body });

    expectEnvelope(answer, 401, "UNAUTHORIZED");
  });

  test("refuses a token of 64 KB with its head, unread", async () => {
    const lines = [`Authorization: Bearer ${withClaims({ more: "a".repeat(48_000) })}`];

    const answer = given((await gateway.write(bytesOf({ target: PATH, lines })))[0]);

    expectEnvelope(answer, 431, "HEADERS_TOO_LARGE");
    expect(gateway.targets).toEqual([]);
  });

  test.each(LOOK_ALIKES)("takes no scope for another by %s", async (_, scopes) => {
    for (const target of ["/api/v1/writes", "/api/v1/either"]) {
      const answer = await gateway.attack({ target, lines: [signed({ scopes })] });

      expectEnvelope(answer, 403, "INSUFFICIENT_SCOPE");
    }
    expect(gateway.targets).toEqual([]);
  });

  test.each(["Admin", "ADMIN", "admin ", "admin,user", "administrator", "\u0430dmin", "*"])(
    "takes the role %j for no admin",
    async (role) => {
      const answer = await gateway.attack({ target: "/api/v1/admins", lines: [signed({ role })] });

      expect([401, 403]).toContain(answer.status);
      expect(gateway.targets).toEqual([]);
    },
  );

  test("takes scopes of a token for no role, and a role for no scopes", async () => {
    const scoped = signed({ role: undefined, scopes: ["admin", "write:agents"] });
    const ranked = signed({ role: "admin", scopes: [] });

    const byScope = await gateway.attack({ target: "/api/v1/admins", lines: [scoped] });
    const byRole = await gateway.attack({ target: "/api/v1/writes", lines: [ranked] });

    expectEnvelope(byScope, 403, "FORBIDDEN");
    expectEnvelope(byRole, 403, "INSUFFICIENT_SCOPE");
  });

  test.each([
    ["letters of many alphabets", "Zo\u00eb \u682a\u5f0f\u4f1a\u793e \u{1f600}"],
    ["letters that look alike", "\u043erg-1"],
    ["signs that turn the writing", "a\u202eb"],
    ["a line separator, which is no line break of HTTP", "a\u2028b"],
    ["what looks like a list or an escape", 'a, "b"; %0d%0a \\r\\n'],
  ])("passes %s in a claim as UTF-8, and nothing else", async (_, email) => {
    await gateway.attack({ target: PATH, lines: [signed({ email })] });

    const sent = gateway.upstream.requests[0]?.headers["x-user-email"] ?? "";
    expect(Buffer.from(String(sent), "latin1").toString()).toBe(email);
  });
});
