import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lint } from "./lint.ts";
import { LINT_RULES } from "./lint-rules.ts";
import { parseConfig } from "./parse.ts";

const ENV = { SERVICE: "http://service.test", GATEWAY_SIGNING_SECRET: "set" };
const SOUND = `version: "1.0"
roles: { user: [read, "write:x"] }
routes:
  - { path: /api/v1/x, method: GET, proxy_upstream: $SERVICE, cache_ttl: 60s }
  - { path: /api/v1/x, method: POST, proxy_upstream: $SERVICE, scopes: ["write:x"] }
  - { path: "/api/v1/x/{id}", method: GET, proxy_upstream: $SERVICE, auth_required: false }
`;

test("has nothing to say of a sound file", () => {
  expect(findingsIn(SOUND)).toEqual([]);
});

test.each([
  [
    "a write for every token",
    "- { path: /api/v1/y, method: PUT, proxy_upstream: $SERVICE }",
    "warning write-without-scopes 7:32 PUT /api/v1/y asks for no scope and no role, so every token may write",
  ],
  [
    "a write for everybody",
    "- { path: /api/v1/y, method: PUT, proxy_upstream: $SERVICE, auth_required: false }",
    "warning write-without-scopes 7:32 PUT /api/v1/y needs no token, so everybody may write",
  ],
  [
    "a scope that nobody has",
    '- { path: /api/v1/y, method: GET, proxy_upstream: $SERVICE, scopes: [read, "read:y"] }',
    "warning scope-not-granted 7:78 no role grants the scope read:y",
  ],
  [
    "a cache of what is not GET",
    '- { path: /api/v1/y, method: PUT, proxy_upstream: $SERVICE, scopes: ["write:x"], cache_ttl: 5s }',
    "warning cache-not-get 7:95 only answers to GET are cached, so this does nothing on PUT /api/v1/y",
  ],
  [
    "a public cache behind auth",
    "- { path: /api/v1/y, method: GET, proxy_upstream: $SERVICE, cache_ttl: 5s, cache_scope: public }",
    "warning public-cache-behind-auth 7:91 GET /api/v1/y needs a token, but its answers are shared by all who have one, and by CDNs with everybody",
  ],
  [
    "a long wait without a stream",
    "- { path: /api/v1/y, method: GET, proxy_upstream: $SERVICE, timeout: 61s }",
    "note timeout-without-stream 7:72 callers of GET /api/v1/y may wait 61 s; event streams say idle_timeout",
  ],
  [
    "an unlimited public route",
    "- { path: /api/v1/y, method: GET, proxy_upstream: $SERVICE, auth_required: false, rate_limit: off }",
    "warning public-route-unlimited 7:97 GET /api/v1/y needs no token and has no limit",
  ],
  [
    "a method that a more specific shape refuses",
    '- { path: /api/v1/x/new, method: POST, proxy_upstream: $SERVICE, scopes: ["write:x"] }',
    "note method-shadowed 6:13 /api/v1/x/new is more specific and has no GET, so /api/v1/x/{id} never gets that path: it is 405",
  ],
])("finds %s, where it stands", (_, route, expected) => {
  expect(findingsIn(`${SOUND}  ${route}\n`)).toEqual([expected]);
});

test.each([
  ["a write for some roles", 'method: POST, allowed_roles: ["admin"]'],
  ["a wait of just a minute", "method: GET, timeout: 60s"],
  ["a long wait in a stream", "method: GET, timeout: 5m, idle_timeout: 5m"],
  ["a cache switched off where there is none", 'method: PUT, scopes: ["write:x"], cache_ttl: off'],
  ["a public cache that is off", "method: GET, cache_scope: public"],
  ["a limited public route", "method: GET, auth_required: false"],
])("has nothing to say of %s", (_, options) => {
  const route = `  - { path: /api/v1/y, proxy_upstream: $SERVICE, ${options} }\n`;

  expect(findingsIn(SOUND + route)).toEqual([]);
});

test("knows that GET serves HEAD", () => {
  const route = (path: string, method: string) =>
    `  - { path: "/api/v1/y/${path}", method: ${method}, proxy_upstream: $SERVICE }\n`;

  expect(findingsIn(SOUND + route("{id}", "HEAD") + route("new", "GET"))).toEqual([]);
});

test("finds a scope that a role is granted for nothing", () => {
  expect(findingsIn(SOUND.replace('"write:x"] }', '"write:x", "write:z"] }'))).toEqual([
    "warning scope-unused 2:34 user is granted the scope write:z, which no route asks for",
  ]);
});

test("asks for no use of the scopes that are the platform's own", () => {
  const roles = 'roles: { user: [read, write, "write:x", "gateway:operate"] }';

  expect(findingsIn(SOUND.replace(/^roles.*$/m, roles))).toEqual([]);
});

test("finds no scope unused where the file leaves roles to the gateway", () => {
  expect(findingsIn(SOUND.replace(/^roles.*\n/m, ""))).toEqual([]);
});

test("finds a route that gets nothing, because others take all of its paths", () => {
  const routes = ["{a}", "{a}/{b*}", "{all*}"].map(
    (end) => `  - { path: "/api/v1/y/${end}", method: GET, proxy_upstream: $SERVICE }\n`,
  );

  expect(findingsIn(SOUND + routes.join(""))).toEqual([
    "warning route-shadowed 9:13 every path of /api/v1/y/{all*} has a more specific shape, which decides alone",
  ]);
});

test("leaves alone a rest of which something is left", () => {
  const routes = ["{a}", "{a}/{b}", "{all*}"].map(
    (end) => `  - { path: "/api/v1/y/${end}", method: GET, proxy_upstream: $SERVICE }\n`,
  );

  expect(findingsIn(SOUND + routes.join(""))).toEqual([]);
});

test("tells what stands in defaults there, for each route that inherits it", () => {
  const text = SOUND.replace("routes:", "defaults: { timeout: 2m }\nroutes:").replace(
    "GET, proxy_upstream: $SERVICE, cache_ttl: 60s",
    "GET, proxy_upstream: $SERVICE, idle_timeout: 5m",
  );

  expect(findingsIn(text).map((finding) => finding.split(" ").slice(0, 3).join(" "))).toEqual([
    "note timeout-without-stream 3:22",
    "note timeout-without-stream 3:22",
  ]);
});

test("finds each variable that is missing, where it is named first", () => {
  const text = SOUND.replace("roles:", 'cors: { allowed_origins: ["$PAGES"] }\nroles:').replace(
    "proxy_upstream: $SERVICE, cache_ttl: 60s",
    'proxy_upstream: "http://a.test, ${OTHER}/v2", sign: true',
  );
  const parsed = parseConfig(text, {
    file: "routes.yaml",
    env: { ...ENV, PAGES: "https://pages.test", OTHER: "http://other.test" },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));

  const findings = lint(parsed.config, parsed.source, { SERVICE: " " });

  expect(findings.map(({ severity, id, line, message }) => [severity, id, line, message])).toEqual(
    [
      [2, "PAGES is not set"],
      [5, "OTHER is not set"],
      [5, "GATEWAY_SIGNING_SECRET is not set"],
      [6, "SERVICE is not set; 2 places name it"],
    ].map(([line, what]) => [
      ...["error", "environment-missing", line],
      `the environment variable ${what}`,
    ]),
  );
});

test("says nothing worse than a note of the routes.yaml that comes with the gateway", () => {
  const services = ["AGENTS", "WORKFLOWS", "ENTITIES"];
  const env = Object.fromEntries(services.map((name) => [`${name}_SERVICE_URL`, "http://a.test"]));
  const parsed = parseConfig(readFileSync("routes.yaml", "utf8"), { file: "routes.yaml", env });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));

  const findings = lint(parsed.config, parsed.source, env);

  expect(findings.filter(({ severity }) => severity !== "note")).toEqual([]);
});

test("keeps the ids that operators rely on", () => {
  expect(LINT_RULES.map(({ id }) => id)).toEqual([
    ...["write-without-scopes", "scope-not-granted", "scope-unused", "cache-not-get"],
    ...["public-cache-behind-auth", "timeout-without-stream", "public-route-unlimited"],
    ...["route-shadowed", "method-shadowed", "environment-missing"],
  ]);
});

function findingsIn(text: string): string[] {
  const parsed = parseConfig(text, { file: "routes.yaml", env: ENV });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return lint(parsed.config, parsed.source, ENV).map(
    ({ severity, id, line, column, message }) => `${severity} ${id} ${line}:${column} ${message}`,
  );
}
