import { expect, test } from "vitest";
import { GUIDE, parsed, route } from "#tests/config/good-files.ts";

test("every option of a route reaches the route", () => {
  const options =
    "description: d, scopes: [a, b], scopes_match: any, allowed_roles: [admin], cache_ttl: 5m, " +
    "cache_scope: org, invalidates: [/api/v1/b, '/api/v1/c/{id}'], timeout: 300s, idle_timeout: off, " +
    "retries: 0, rate_limit: { requests: 5, window: 1s, per: org }, max_body: 1kb, " +
    "upstream_path: '/v2/{id}', openapi: a.json, sign: true";

  expect(route(options)).toMatchObject({
    description: "d",
    scopes: ["a", "b"],
    scopesMatch: "any",
    allowedRoles: ["admin"],
    cacheTtlMs: 300_000,
    cacheScope: "org",
    invalidates: ["/api/v1/agents", "/api/v1/b", "/api/v1/c/{id}"],
    timeoutMs: 300_000,
    idleTimeoutMs: null,
    retries: 0,
    rateLimit: { bucket: "GET /api/v1/agents/{id}", requests: 5, windowMs: 1000, per: "org" },
    maxBodyBytes: 1024,
    upstreamPath: "/v2/{id}",
    openapi: "a.json",
    sign: true,
  });
});

test("off switches limits and the counting of failures off", () => {
  const config = parsed(`${GUIDE}\ndefaults: { rate_limit: off, auth_failures: off }`);

  expect(config.authFailures).toBeNull();
  expect(config.routes.map(({ rateLimit }) => rateLimit)).toEqual([null, null, null]);
});

test("a route on a public path needs no token", () => {
  const config = parsed(`version: "1.0"
public_paths: [/api/v1/status]
routes: [{ path: /api/v1/status, method: GET, proxy_upstream: http://a }]`);

  expect(config.routes[0]?.authRequired).toBe(false);
});

test("a route may forward credentials and cache, each user's answers apart", () => {
  const options = "cache_ttl: 5s, cache_scope: user, forward_headers: [Authorization, cookie]";

  expect(route(options).forwardHeaders).toEqual(["authorization", "cookie"]);
});

test("the operators' scope may be given to a role, though no route asks for it", () => {
  const config = parsed(`${GUIDE}\nroles: { operator: [read, "gateway:operate"] }\n`);

  expect(config.roles.get("operator")).toEqual(["read", "gateway:operate"]);
});

test("origins come from the file and the environment, as browsers send them, each once", () => {
  const { cors } = parsed(
    `${GUIDE}\ncors: { allowed_origins: [$APP_ORIGINS, 'https://B.example'], max_age: 1h }`,
  );

  expect(cors.allowedOrigins).toEqual(["https://app.example", "https://b.example"]);
  expect(cors.maxAgeSeconds).toBe(3600);
});

test("any origin may be allowed as long as credentials are not", () => {
  const { cors } = parsed(`${GUIDE}\ncors: { allowed_origins: ["*"] }`);

  expect(cors.allowedOrigins).toEqual(["*"]);
});
