import { expect, test } from "vitest";
import { TokenCache, type VerifiedToken } from "./token-cache.ts";

const entry = (userId: string): VerifiedToken => ({
  identity: {
    orgId: "org",
    userId,
    email: null,
    role: null,
    scopes: [],
    sessionId: null,
    expiresAt: 0,
  },
  notBefore: 0,
});

test("never holds more than its bound", () => {
  const cache = new TokenCache(10);

  for (let index = 0; index < 1000; index += 1) cache.set(`token-${index}`, entry("u"));

  expect(cache.size).toBeLessThanOrEqual(10);
});

test("keeps a token that is in use while others come and go", () => {
  const cache = new TokenCache(10);
  cache.set("used", entry("u"));

  for (let index = 0; index < 1000; index += 1) {
    cache.set(`token-${index}`, entry("u"));
    cache.get("used");
  }

  expect(cache.get("used")).toBeDefined();
});

test("forgets the tokens of one user and no others, recent or not", () => {
  const cache = new TokenCache(4);
  for (const [token, user] of [
    ["a", "u1"],
    ["b", "u2"],
    ["c", "u1"],
  ] as const) {
    cache.set(token, entry(user));
  }

  cache.forget((identity) => identity.userId === "u1");

  expect(["a", "b", "c"].filter((token) => cache.get(token))).toEqual(["b"]);
});

test.each([
  ["aa.claims.signature", "bb.claims.signature"],
  ["aa.claims.signature", "aa.others.signature"],
  ["aa.claims.signature", "signature"],
])("does not take %s for %s, which ends alike", (known, other) => {
  const cache = new TokenCache(4);
  cache.set(known, entry("u1"));

  expect(cache.get(other)).toBeUndefined();
  expect(cache.get(known)?.identity.userId).toBe("u1");
});

test("does not take an old token for another that ends alike", () => {
  const cache = new TokenCache(2);
  cache.set("a.b.signature", entry("u1"));
  cache.set("c.d.other", entry("u2"));

  expect(cache.get("a.x.signature")).toBeUndefined();
  expect(cache.get("a.b.signature")?.identity.userId).toBe("u1");
});
