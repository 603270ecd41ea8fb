import { expect, test } from "vitest";
import { parseConfig } from "./parse.ts";

const ENV = {
  AGENTS_SERVICE_URL: "http://agents:8080",
  APP_ORIGIN: "https://app.example",
  NOT_A_URL: "hunter2",
};

const PUBLIC = "auth_required: false";

/** Reads a text with one `▶` where the fault is expected. */
function faultsOf(marked: string, env: Record<string, string | undefined> = ENV) {
  const before = marked.slice(0, marked.indexOf("▶")).split("\n");
  const expected = { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  const parsed = parseConfig(marked.replace("▶", ""), { file: "routes.yaml", env });
  return { expected, faults: parsed.ok ? [] : parsed.faults };
}

/** A file with one route, on whose seventh and further lines are the options given. */
function routeWith(options: string, { path = "/api/v1/agents/{id}", top = "" } = {}): string {
  const lines = options.split("\n").map((line) => `    ${line}`);
  return `version: "1.0"
${top}
routes:
  - path: ${path}
    method: GET
    proxy_upstream: $AGENTS_SERVICE_URL
${lines.join("\n")}
`;
}

test.each([
  ["timeout: ▶30", "routes[0].timeout", /must be a duration such as/],
  ["timeout: ▶5x", "routes[0].timeout", /must be a duration/],
  ["timeout: ▶0s", "routes[0].timeout", /must be a duration/],
  ["timeout: ▶off", "routes[0].timeout", /must be a duration/],
  ["timeout: ▶597h", "routes[0].timeout", /at most 596h/],
  ["▶timeout:", "routes[0].timeout", /must be a duration/],
  ["idle_timeout: ▶never", "routes[0].idle_timeout", /must be a duration/],
  ["cache_ttl: ▶60", "routes[0].cache_ttl", /must be a duration/],
  ["max_body: ▶10", "routes[0].max_body", /must be a size such as/],
  ["max_body: ▶10tb", "routes[0].max_body", /must be a size/],
  ["retries: ▶1.5", "routes[0].retries", /must be a whole number/],
  ["retries: ▶-1", "routes[0].retries", /at least 0/],
  ["retries: ▶99", "routes[0].retries", /at most 10/],
  ["auth_required: ▶'yes'", "routes[0].auth_required", /must be true or false/],
  ["sign: ▶1", "routes[0].sign", /must be true or false/],
  ["sign: ▶true", "routes[0].sign", /needs the environment variable GATEWAY_SIGNING_SECRET/],
  ["description: ▶[a]", "routes[0].description", /must be a text/],
  ["scopes: ▶write", "routes[0].scopes", /must be a list/],
  ["scopes: [read, ▶5]", "routes[0].scopes[1]", /must be a text/],
  ["scopes: [read, ▶'a b']", "routes[0].scopes[1]", /must be a scope/],
  ['scopes:\n  - read\n  - ▶a"b', "routes[0].scopes[1]", /must be a scope/],
  ["scopes_match: ▶some", "routes[0].scopes_match", /must be all, any/],
  ["allowed_roles: ▶[]", "routes[0].allowed_roles", /must name a role/],
  ["cache_scope: ▶everyone", "routes[0].cache_scope", /must be user, org, public/],
  ["rate_limit: ▶100", "routes[0].rate_limit", /must be off or a map/],
  ["rate_limit: ▶{ requests: 5 }", "routes[0].rate_limit.window", /must be a duration/],
  ["rate_limit: { requests: ▶0, window: 1s }", "routes[0].rate_limit.requests", /at least 1/],
  ["rate_limit: { requests: 1, window: 1s, per: ▶me }", "routes[0].rate_limit.per", /must be user/],
  ["rate_limit: { requests: 1, window: 1s, ▶perr: ip }", "routes[0].rate_limit.perr", /mean per\?/],
  ["▶timout: 5s", "routes[0].timout", /unknown key; did you mean timeout\?/],
  ["▶cacheTTL: 5s", "routes[0].cacheTTL", /did you mean cache_ttl\?/],
  ["▶zzz: 5s", "routes[0].zzz", /^unknown key$/],
  ["▶<<: { sign: true }", 'routes[0]["<<"]', /unknown key/],
  ["▶__proto__: 5", "routes[0].__proto__", /unknown key/],
  ["sign: false\n▶sign: false", "routes[0].sign", /there twice/],
  [`${PUBLIC}\nscopes: ▶[read]`, "routes[0].scopes", /needs no token/],
  [`${PUBLIC}\nallowed_roles: ▶[admin]`, "routes[0].allowed_roles", /needs no token/],
  [`${PUBLIC}\ncache_scope: ▶user`, "routes[0].cache_scope", /only public/],
  [`${PUBLIC}\ncache_scope: ▶org`, "routes[0].cache_scope", /only public/],
  [
    `${PUBLIC}\nrate_limit: ▶{ requests: 1, window: 1s, per: org }`,
    "routes[0].rate_limit",
    /per: ip/,
  ],
  [
    "cache_ttl: 5s\ncache_scope: org\nforward_headers: ▶[cookie]",
    "routes[0].forward_headers",
    /share/,
  ],
  [`cache_ttl: 5s\n${PUBLIC}\nforward_headers: ▶[cookie]`, "routes[0].forward_headers", /share/],
  ["forward_headers: [cookie, ▶X-Org-ID]", "routes[0].forward_headers[1]", /never passed on/],
  ["forward_headers: [▶Connection]", "routes[0].forward_headers[0]", /never passed on/],
  ["forward_headers: [▶'a b']", "routes[0].forward_headers[0]", /must be a header's name/],
  ["upstream_path: ▶/v2/{name}", "routes[0].upstream_path", /has no {name}/],
  ["upstream_path: ▶v2", "routes[0].upstream_path", /must start with/],
  ["invalidates: [/api/v1/a, ▶/other]", "routes[0].invalidates[1]", /must start with/],
  ["invalidates: [▶'/api/v1/a/{name}']", "routes[0].invalidates[0]", /has no {name}/],
  ["openapi: ▶''", "routes[0].openapi", /./],
])("refuses the route option %j at its place", (option, path, message) => {
  const { expected, faults } = faultsOf(routeWith(option));

  expect(faults).toEqual([
    { file: "routes.yaml", ...expected, path, message: expect.stringMatching(message) },
  ]);
});

const ROUTES = `routes:
  - path: /api/v1/agents
    method: GET
    proxy_upstream: $AGENTS_SERVICE_URL`;
const WHOLE = `version: "1.0"\n${ROUTES}`;

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

test("tells syntax errors by line and column", () => {
  const { faults } = faultsOf('version: "1.0"\nroutes:\n  - path: "unclosed');

  expect(faults).toEqual([
    expect.objectContaining({ line: 3, message: expect.stringMatching(/quote/) }),
  ]);
});

test("tells every fault at once, in the order of the file", () => {
  const { faults } = faultsOf(`version: "1.0"
cors: { allowed_origins: [nonsense] }
routes:
  - path: /api/v1/a/{id}
    method: GET
    timeout: soon
    proxy_upstream: $NONE
    auth_required: false
    scopes: [read]
  - path: /api/v1/a/{name}
    method: GET
    proxy_upstream: http://a
    colour: red
`);

  expect(faults.map(({ line, path }) => `${line} ${path}`)).toEqual([
    "2 cors.allowed_origins[0]",
    "6 routes[0].timeout",
    "7 routes[0].proxy_upstream",
    "9 routes[0].scopes",
    "10 routes[1].path",
    "13 routes[1].colour",
  ]);
});

test("tells a fault of the defaults once, not with every route that inherits it", () => {
  const { faults } = faultsOf(`defaults: { forward_headers: [via] }
${WHOLE}
  - { path: /api/v1/b, method: GET, proxy_upstream: http://b }`);

  expect(faults).toHaveLength(1);
});

test("never repeats the value of a variable", () => {
  const { faults } = faultsOf(
    `${WHOLE.replace("$AGENTS_SERVICE_URL", "$NOT_A_URL")}\ncors: { allowed_origins: [$NOT_A_URL] }`,
  );

  expect(faults).toHaveLength(2);
  expect(JSON.stringify(faults)).not.toContain("hunter2");
});

test("of a key that is there twice, the value that counts is the one examined", () => {
  const { expected, faults } = faultsOf(routeWith("timeout: 5s\ntimeout: ▶soon"));

  expect(faults).toHaveLength(2);
  expect(faults[1]).toMatchObject({ ...expected, path: "routes[0].timeout" });
});

test("an aliased value is refused where it is anchored", () => {
  const { expected, faults } = faultsOf(`version: "1.0"
routes:
  - { path: /api/v1/a, method: GET, proxy_upstream: http://a, scopes: &scopes [read, ▶'a b'] }
  - { path: /api/v1/b, method: GET, proxy_upstream: http://b, scopes: *scopes }`);

  expect(faults).toEqual([
    expect.objectContaining({ ...expected, path: "routes[0].scopes[1]" }),
    expect.objectContaining({ ...expected, path: "routes[1].scopes[1]" }),
  ]);
});

test("aliases that multiply are refused before they are followed", () => {
  const levels = Array.from({ length: 30 }, (_, level) => {
    const items =
      level === 0
        ? "x, x"
        : Array(10)
            .fill(`*l${level - 1}`)
            .join(", ");
    return `l${level}: &l${level} [${items}]`;
  });
  const { faults } = faultsOf(levels.join("\n"));

  expect(faults).toEqual([expect.objectContaining({ message: expect.stringMatching(/alias/) })]);
});

test("a file with more faults than fit into a list is refused all the same", () => {
  const { faults } = faultsOf(`version: "1.0"\nroutes:\n  - scopes: [${"1,".repeat(300_000)}]`);

  expect(faults.map(({ message }) => message)).toContain("has more faults than can be told");
});

test("a file that would take long to examine is refused instead", () => {
  const aliases = faultsOf(`a: &a x\nb: [${"*a, ".repeat(1001)}]`);
  const keys = faultsOf(Array.from({ length: 1001 }, (_, index) => `k${index}: 1`).join("\n"));

  expect(aliases.faults).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/aliases/) }),
  ]);
  expect(keys.faults).toEqual([expect.objectContaining({ message: "holds more than 1000 keys" })]);
});
