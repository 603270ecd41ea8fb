import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { memoryRevocations } from "./gateway/identity/memory-revocations.ts";
import type { RevocationTarget } from "./gateway/identity/revocation.ts";
import { createTokenVerifier } from "./gateway/identity/token.ts";
import { memoryLimiter } from "./gateway/ratelimit/memory-limiter.ts";
import { isSameOriginCaller, issueGatewayToken, type TokenIssuer } from "./gateway-token.ts";
import type { Session } from "./session-identity.ts";

const NOW = 1_709_287_200_000;
const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const SESSION: Session = {
  id: "session-1",
  person: { userId: "u", orgId: "o", role: "viewer", name: "V", email: "v@example.com" },
};

function issuer(changes: Partial<TokenIssuer> = {}): TokenIssuer {
  return {
    session: () => Promise.resolve(SESSION),
    roles: new Map([["viewer", ["read"]]]),
    limiter: memoryLimiter(),
    revocations: memoryRevocations(() => NOW),
    secret: SECRET,
    publicOrigin: "https://app.example",
    now: () => NOW,
    ...changes,
  };
}

const issue = (changes: Partial<TokenIssuer> = {}, headers: string[] = [], method = "GET") =>
  issueGatewayToken({ method, headers: ["host", "localhost:3000", ...headers] }, issuer(changes));

test("gives a session a token that the gateway vouches for", async () => {
  const reply = await issue();
  const { token, expiresIn } = JSON.parse(String(reply.body));

  const tokens = createTokenVerifier({ secret: SECRET, previousSecrets: [], now: () => NOW });
  expect(expiresIn).toBe(3600);
  expect(await tokens.verify(token)).toMatchObject({
    orgId: "o",
    scopes: ["read"],
    sessionId: "session-1",
  });
  expect(decodeJwt(token).exp).toBe(NOW / 1000 + 3600);
});

test("lets nobody store or share a token", async () => {
  const { status, headers } = await issue();

  expect(status).toBe(200);
  expect(headers).toEqual([
    "content-type",
    "application/json; charset=utf-8",
    "cache-control",
    "no-store",
  ]);
});

test("gives no token without a session", async () => {
  await expect(issue({ session: () => Promise.resolve(null) })).rejects.toThrow(
    expect.objectContaining({ reason: "session_missing" }),
  );
});

test("gives no token to a role that the catalogue does not know", async () => {
  await expect(issue({ roles: new Map() })).rejects.toThrow(
    expect.objectContaining({ reason: "session_incomplete" }),
  );
});

const revoked: [RevocationTarget, string][] = [
  [{ kind: "session", sessionId: "session-1" }, "token_revoked"],
  [{ kind: "user", orgId: "o", userId: "u" }, "token_revoked"],
  [{ kind: "org", orgId: "o" }, "org_revoked"],
];

test.each(revoked)("gives no token once %j is revoked", async (target, reason) => {
  const revocations = memoryRevocations(() => NOW);
  await revocations.revoke(target, 0);

  await expect(issue({ revocations })).rejects.toThrow(expect.objectContaining({ reason }));
});

test("does not look at the session of a call from another site", async () => {
  const session = () => Promise.reject(new Error("the session was read"));

  await expect(issue({ session }, ["sec-fetch-site", "cross-site"])).rejects.toThrow(
    expect.objectContaining({ reason: "cross_site" }),
  );
});

test.each(["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("refuses %s", async (method) => {
  await expect(issue({}, [], method)).rejects.toThrow(
    expect.objectContaining({ reason: "method_refused", headers: ["allow", "GET"] }),
  );
});

test("gives a session sixty tokens a minute, whatever other sessions do", async () => {
  const limiter = memoryLimiter();
  for (let index = 0; index < 60; index += 1) await issue({ limiter });

  await expect(issue({ limiter })).rejects.toThrow(
    expect.objectContaining({
      reason: "rate_limited",
      headers: ["retry-after", expect.stringMatching(/^[1-9]\d*$/)],
    }),
  );
  const another = { ...SESSION, id: "session-2" };
  await expect(issue({ limiter, session: () => Promise.resolve(another) })).resolves.toMatchObject({
    status: 200,
  });
});

test.each([
  [[]],
  [["sec-fetch-site", "same-origin"]],
  [["sec-fetch-site", "none"]],
  [["origin", "https://app.example"]],
  [["origin", "http://localhost:3000"]],
  [["origin", "https://localhost:3000", "sec-fetch-site", "same-origin"]],
])("takes a call with %j for one of our own pages'", (headers) => {
  expect(isSameOriginCaller(["host", "localhost:3000", ...headers], "https://app.example")).toBe(
    true,
  );
});

test.each([
  [["sec-fetch-site", "same-site"]],
  [["sec-fetch-site", "cross-site"]],
  [["sec-fetch-site", "SAME-ORIGIN"]],
  [["sec-fetch-site", ""]],
  [["origin", "null"]],
  [["origin", ""]],
  [["origin", "https://evil.example"]],
  [["origin", "https://app.example.evil.example"]],
  [["origin", "http://localhost:3001"]],
  [["origin", "http://localhost:3000", "sec-fetch-site", "cross-site"]],
  [["origin", "https://evil.example", "sec-fetch-site", "same-origin"]],
])("takes a call with %j for another site's", (headers) => {
  expect(isSameOriginCaller(["host", "localhost:3000", ...headers], "https://app.example")).toBe(
    false,
  );
});
