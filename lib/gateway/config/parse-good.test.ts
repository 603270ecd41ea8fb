import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { formatFaults } from "./faults.ts";
import { parseConfig } from "./parse.ts";
import { readTextFile } from "./read-descriptions.ts";
import { knownKeys } from "./schema.ts";

const ENV = {
  AGENTS_SERVICE_URL: "http://agents:8080",
  WORKFLOWS_SERVICE_URL: "http://workflows:8080",
  ENTITIES_SERVICE_URL: "http://entities:8080",
  GATEWAY_SIGNING_SECRET: "signing-secret-signing-secret-0123",
  APP_ORIGINS: "https://App.example:443,https://b.example",
};

// Word for word as the platform guide shows it, indented as YAML must be.
const GUIDE = `version: "1.0"

public_paths:
  - /health
  - /ready
  - /api/v1/docs

routes:
  # READ operation (GET) - no scope required, just auth
  - path: /api/v1/agents
    method: GET
    proxy_upstream: $AGENTS_SERVICE_URL
    auth_required: true
    cache_ttl: 60s

  # WRITE operation (POST) - requires scope
  - path: /api/v1/agents
    method: POST
    proxy_upstream: $AGENTS_SERVICE_URL
    auth_required: true
    scopes:
      - write:agents

  # WRITE operation (PUT/DELETE) - requires scope
  - path: /api/v1/agents/{id}
    method: PUT
    proxy_upstream: $AGENTS_SERVICE_URL
    auth_required: true
    scopes:
      - write:agents
`;

// Describes the route that every option is tried on; the platform's own files are read from disk.
const DESCRIPTION = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "A", version: "1" },
  paths: { "/v2/{agent}": { get: {} } },
});

function readText(path: string): string {
  return path === "a.json" ? DESCRIPTION : readTextFile(path);
}

function parsed(text: string) {
  const result = parseConfig(text, { file: "routes.yaml", env: ENV, readText });
  if (!result.ok) throw new Error(formatFaults(result.faults));
  return result.config;
}

/** The one route of a file with the options given. */
function route(options: string, { top = "", method = "GET" } = {}) {
  const [only] = parsed(`version: "1.0"
${top}
routes:
  - { path: "/api/v1/agents/{id}", method: ${method}, proxy_upstream: http://agents, ${options} }
`).routes;
  if (only === undefined) throw new Error("no route");
  return only;
}

test("the guide's own example loads unchanged", () => {
  const config = parsed(GUIDE);

  expect(config.publicPaths).toEqual(["/health", "/ready", "/api/v1/docs"]);
  expect(config.routes.map(({ method, path, scopes }) => [method, path, scopes])).toEqual([
    ["GET", "/api/v1/agents", []],
    ["POST", "/api/v1/agents", ["write:agents"]],
    ["PUT", "/api/v1/agents/{id}", ["write:agents"]],
  ]);
  expect(config.scopeCatalogue).toEqual(["read", "write", "write:agents"]);
  expect([...config.roles]).toEqual([
    ["viewer", ["read"]],
    ["user", ["read", "write", "write:agents"]],
    ["admin", ["read", "write", "write:agents"]],
  ]);
});

test("the operators' scope may be given to a role, though no route asks for it", () => {
  const config = parsed(`${GUIDE}\nroles: { operator: [read, "gateway:operate"] }\n`);

  expect(config.roles.get("operator")).toEqual(["read", "gateway:operate"]);
});

test("no default role holds the operators' scope, even where a route asks for it", () => {
  const config = parsed(GUIDE.replaceAll(/write:agents/g, "gateway:operate"));

  expect(config.scopeCatalogue).toContain("gateway:operate");
  expect([...config.roles.keys()]).toEqual(["viewer", "user", "admin"]);
  expect([...config.roles.values()].flat()).not.toContain("gateway:operate");
});

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

test("the platform's own routes.yaml loads, and keeps writing from viewers", () => {
  const config = parsed(readFileSync(new URL("../../../routes.yaml", import.meta.url), "utf8"));

  const written = config.routes.filter(({ method }) => method !== "GET");
  expect(written.length).toBeGreaterThan(9);
  for (const { scopes } of written) {
    expect(scopes.some((scope) => config.roles.get("viewer")?.includes(scope))).toBe(false);
    expect(scopes.every((scope) => config.roles.get("user")?.includes(scope))).toBe(true);
  }
});

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

test("a route's own word counts more than the defaults, which count more than the built-in ones", () => {
  const top = "defaults: { timeout: 5s, retries: 3, cache_ttl: 1m, auth_failures: off }";

  expect(route("timeout: 7s, cache_ttl: off", { top })).toMatchObject({
    timeoutMs: 7000,
    retries: 3,
    cacheTtlMs: null,
    idleTimeoutMs: 300_000,
  });
});

test("off switches limits and the counting of failures off", () => {
  const config = parsed(`${GUIDE}\ndefaults: { rate_limit: off, auth_failures: off }`);

  expect(config.authFailures).toBeNull();
  expect(config.routes.map(({ rateLimit }) => rateLimit)).toEqual([null, null, null]);
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

test("a route on a public path needs no token", () => {
  const config = parsed(`version: "1.0"
public_paths: [/api/v1/status]
routes: [{ path: /api/v1/status, method: GET, proxy_upstream: http://a }]`);

  expect(config.routes[0]?.authRequired).toBe(false);
});

test("only GET answers are cached, also when the defaults cache", () => {
  expect(route("", { top: "defaults: { cache_ttl: 5s }", method: "DELETE" }).cacheTtlMs).toBeNull();
});

test("a route may forward credentials and cache, each user's answers apart", () => {
  const options = "cache_ttl: 5s, cache_scope: user, forward_headers: [Authorization, cookie]";

  expect(route(options).forwardHeaders).toEqual(["authorization", "cookie"]);
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

test("aliases stand for what is anchored", () => {
  const config = parsed(`version: "1.0"
routes:
  - { path: /api/v1/a, method: GET, proxy_upstream: &up http://a, scopes: &write [write:a] }
  - { path: /api/v1/b, method: GET, proxy_upstream: *up, scopes: *write }`);

  expect(config.routes[1]).toMatchObject({ scopes: ["write:a"], upstream: { urls: ["http://a"] } });
});

test("one shape may have a route for each method, and static beside placeholder", () => {
  const config = parsed(`version: "1.0"
routes:
  - { path: "/api/v1/a/{id}", method: GET, proxy_upstream: http://a }
  - { path: "/api/v1/a/{id}", method: PUT, proxy_upstream: http://a }
  - { path: "/api/v1/a/new", method: GET, proxy_upstream: http://a }
  - { path: "/api/v1/a/{rest*}", method: GET, proxy_upstream: http://a }`);

  expect(config.routes).toHaveLength(4);
});

test("windows line ends and a byte order mark are no faults", () => {
  expect(parsed(`\ufeff${GUIDE.replaceAll("\n", "\r\n")}`).routes).toHaveLength(3);
});

const words = fc.constantFrom(
  ...Object.values(knownKeys).flat(),
  ..."off 5s 10mb GET 1.0 $AGENTS_SERVICE_URL /api/v1/a/{id} http://a * read cookie".split(" "),
);

test("never throws and never lacks a position, whatever text it is given", () => {
  const syntax = fc.constantFrom(
    ..."\n -:[]{}&*!|>'\"#%@`,?~\t".split(""),
    "<<",
    "---",
    "__proto__",
  );
  const text = fc
    .array(fc.oneof(words, syntax, fc.string({ unit: "binary" })))
    .map((parts) => parts.join(""));

  fc.assert(fc.property(text, isAnswered), { numRuns: 1000 });
});

test("never throws and never lacks a position, whatever values it is given", () => {
  const leaf = fc.oneof(words, fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, depthSize: "large" },
      leaf,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(words, fc.string()), tie("tree"), { maxKeys: 6 }),
    ),
  }));
  const file = fc.record({
    version: leaf,
    routes: fc.array(tree),
    defaults: tree,
    cors: tree,
    roles: tree,
  });

  fc.assert(
    fc.property(fc.oneof(tree, file), (value) => isAnswered(stringify(value))),
    { numRuns: 1000 },
  );
});

function isAnswered(text: string): boolean {
  const result = parseConfig(text, { file: "f", env: ENV });
  if (result.ok) return true;
  return (
    result.faults.length > 0 && result.faults.every(({ line, column }) => line > 0 && column > 0)
  );
}
