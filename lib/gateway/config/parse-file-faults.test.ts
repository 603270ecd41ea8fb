import { expect, test } from "vitest";
import { faultsOf, ROUTES, WHOLE } from "#tests/config/marked-faults.ts";

const FILES = [
  ["▶", "", /the file is empty/],
  ["▶# nothing but a comment", "", /the file is empty/],
  ["▶- a", "", /must be a map/],
  ["▶null", "", /must be a map/],
  [`▶${ROUTES}`, "version", /is missing/],
  ['▶version: "1.0"', "routes", /is missing/],
  [`version: ▶1.0\n${ROUTES}`, "version", /must be "1.0", in quotes/],
  [`version: ▶"2.0"\n${ROUTES}`, "version", /must be "1.0"/],
  ['version: "1.0"\n▶routes:', "routes", /must be a list/],
  ['version: "1.0"\nroutes: ▶[]', "routes", /at least one route/],
  ['version: "1.0"\nroutes: ▶{}', "routes", /must be a list/],
  ['version: "1.0"\nroutes:\n  - ▶text', "routes[0]", /must be a map/],
  [`${WHOLE}\n▶route: []`, "route", /did you mean routes\?/],
  [`${WHOLE}\n  - ▶path: /api/v1/b\n    method: GET`, "routes[1].proxy_upstream", /is missing/],
  [`${WHOLE}\n  - ▶method: GET\n    proxy_upstream: http://a`, "routes[1].path", /is missing/],
  [
    `${WHOLE}\n  - path: ▶/b\n    method: GET\n    proxy_upstream: http://a`,
    "routes[1].path",
    /start/,
  ],
  [
    `${WHOLE}\n  - path: /api/v1/b\n    method: ▶get\n    proxy_upstream: http://a`,
    "routes[1].method",
    /GET/,
  ],
  [
    `${WHOLE}\n  - path: /api/v1/b\n    method: GET\n    proxy_upstream: ▶$NONE`,
    "routes[1].proxy_upstream",
    /NONE is not set/,
  ],
  [
    `${WHOLE}\n  - path: /api/v1/b\n    method: GET\n    proxy_upstream: ▶$NOT_A_URL`,
    "routes[1].proxy_upstream",
    /NOT_A_URL: must be an http/,
  ],
  [
    `${WHOLE}\n  - path: ▶/api/v1/agents\n    method: GET\n    proxy_upstream: http://a`,
    "routes[1].path",
    /routes\[0\] has the same shape/,
  ],
  [`public_paths: [/health, ▶ready]\n${WHOLE}`, "public_paths[1]", /must start with/],
  [`public_paths: [▶'/api/v1/{id}']\n${WHOLE}`, "public_paths[0]", /exact path/],
  [
    `${WHOLE}\n    auth_required: ▶true\npublic_paths: [/api/v1/agents]`,
    "routes[0].auth_required",
    /public_paths/,
  ],
  [`${WHOLE}\n    scopes: ▶[read]\npublic_paths: [/api/v1/agents]`, "routes[0].scopes", /no token/],
  [
    `cors: { allowed_origins: [▶'https://a.example/x'] }\n${WHOLE}`,
    "cors.allowed_origins[0]",
    /exact origin/,
  ],
  [`cors: { allowed_origins: [▶$NONE] }\n${WHOLE}`, "cors.allowed_origins[0]", /NONE is not set/],
  [
    `cors: { allowed_origins: [▶$NOT_A_URL] }\n${WHOLE}`,
    "cors.allowed_origins[0]",
    /NOT_A_URL: must/,
  ],
  [
    `cors: { allow_credentials: true, allowed_origins: [▶'*'] }\n${WHOLE}`,
    "cors.allowed_origins[0]",
    /impossible/,
  ],
  [`cors: { allowed_headers: [▶'*'] }\n${WHOLE}`, "cors.allowed_headers[0]", /header's name/],
  [`cors: { ▶origins: [] }\n${WHOLE}`, "cors.origins", /unknown key/],
  [`▶cors:\n${WHOLE}`, "cors", /must be a map/],
  [`roles: { user: ▶read }\n${WHOLE}`, "roles.user", /must be a list/],
  [`roles: { ▶' ': [read] }\n${WHOLE}`, 'roles[" "]', /role's name/],
  [`defaults: { ▶path: /api/v1/a }\n${WHOLE}`, "defaults.path", /unknown key/],
  [`defaults: { timeout: ▶5 }\n${WHOLE}`, "defaults.timeout", /must be a duration/],
  [
    `defaults: { auth_failures: { requests: 1, window: 1s, per: ▶user } }\n${WHOLE}`,
    "defaults.auth_failures.per",
    /must be ip/,
  ],
  [
    `defaults: { forward_headers: [▶x-user-id] }\n${WHOLE}`,
    "defaults.forward_headers[0]",
    /never passed on/,
  ],
  [
    `defaults: { upstream_path: ▶'/{id}' }\n${WHOLE}`,
    "defaults.upstream_path",
    /has no {id} \(on routes\[0\]\)/,
  ],
  [`${WHOLE}\n▶---\nb: 1`, "", /more than one document/],
  [`${WHOLE}\nx: ▶*nowhere`, "x", /no anchor &nowhere/],
  [`${WHOLE}\nx: ▶!odd y`, "", /tag/i],
  [`▶${"a: [".repeat(5000)}`, "", /nested too deeply/],
  [`▶# ${"x".repeat(1_000_001)}\n${WHOLE}`, "", /larger than 1 MB/],
] satisfies [string, string, RegExp][];

test.each(FILES.map(([text, path, message]) => [path, message, text] as const))(
  "refuses a file at %j: %s",
  (path, message, text) => {
    const { expected, faults } = faultsOf(text);

    expect(faults).toEqual([
      { file: "routes.yaml", ...expected, path, message: expect.stringMatching(message) },
    ]);
  },
);
