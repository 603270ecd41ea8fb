import { expect, test } from "vitest";
import { GUIDE, parsed, route } from "#tests/config/good-files.ts";

test("a route that says nothing gets every default", () => {
  expect(parsed(GUIDE).routes[0]).toEqual({
    path: "/api/v1/agents",
    method: "GET",
    description: null,
    upstream: { name: "AGENTS_SERVICE_URL", urls: ["http://agents:8080"] },
    authRequired: true,
    scopes: [],
    scopesMatch: "all",
    allowedRoles: null,
    cacheTtlMs: 60_000,
    cacheScope: "user",
    invalidates: ["/api/v1/agents"],
    timeoutMs: 30_000,
    idleTimeoutMs: 300_000,
    retries: 1,
    rateLimit: { bucket: "default", requests: 600, windowMs: 60_000, per: "user" },
    maxBodyBytes: 10 * 1024 * 1024,
    upstreamPath: null,
    forwardHeaders: [],
    openapi: null,
    sign: false,
  });
});

test("a file that says nothing of CORS and failures gets their defaults", () => {
  const { cors, authFailures, publicPaths } = parsed(
    GUIDE.replace(/public_paths:[^r]*ready\n.*\n/, ""),
  );

  expect(publicPaths).toEqual(["/health", "/ready", "/api/v1/docs"]);
  expect(authFailures).toEqual({ requests: 60, windowMs: 60_000 });
  expect(cors).toEqual({
    allowedOrigins: [],
    allowedHeaders: [
      "authorization",
      "content-type",
      "x-request-id",
      "if-none-match",
      "if-modified-since",
    ],
    exposedHeaders: [
      "X-Request-ID",
      "RateLimit",
      "RateLimit-Policy",
      "Retry-After",
      "Cache-Status",
      "Age",
      "ETag",
    ],
    maxAgeSeconds: 600,
    allowCredentials: false,
  });
});

test("no default role holds the operators' scope, even where a route asks for it", () => {
  const config = parsed(GUIDE.replaceAll(/write:agents/g, "gateway:operate"));

  expect(config.scopeCatalogue).toContain("gateway:operate");
  expect([...config.roles.keys()]).toEqual(["viewer", "user", "admin"]);
  expect([...config.roles.values()].flat()).not.toContain("gateway:operate");
});

test("a route's own word counts more than the defaults, which count more than the built-in ones", () => {
  const top = "defaults: { timeout: 5s, retries: 3, cache_ttl: 1m, auth_failures: off }";

  expect(route("timeout: 7s, cache_ttl: off", { top })).toMatchObject({
    timeoutMs: 7000,
    retries: 3,
    cacheTtlMs: null,
    idleTimeoutMs: 300_000,
  });
});

test.each([
  ["", "", "user"],
  ["", "auth_required: false", "ip"],
  [
    "defaults: { rate_limit: { requests: 1, window: 1s, per: user } }",
    "auth_required: false",
    "ip",
  ],
  ["defaults: { rate_limit: { requests: 1, window: 1s, per: org } }", "", "org"],
  ["", "rate_limit: { requests: 1, window: 1s }", "user"],
  ["", "auth_required: false, rate_limit: { requests: 1, window: 1s }", "ip"],
])("with %j above, a route with %j is limited per %s", (top, options, per) => {
  expect(route(options, { top }).rateLimit?.per).toBe(per);
});

test("a route without auth takes nothing from the defaults that needs an identity", () => {
  const top =
    "defaults: { scopes: [read], allowed_roles: [admin], cache_scope: org, auth_required: true }";

  expect(route("auth_required: false", { top })).toMatchObject({
    authRequired: false,
    scopes: [],
    allowedRoles: null,
    cacheScope: "public",
  });
});

test("only GET answers are cached, also when the defaults cache", () => {
  expect(route("", { top: "defaults: { cache_ttl: 5s }", method: "DELETE" }).cacheTtlMs).toBeNull();
});
