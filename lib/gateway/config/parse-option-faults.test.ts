import { expect, test } from "vitest";
import { faultsOf, routeWith } from "#tests/config/marked-faults.ts";

const PUBLIC = "auth_required: false";

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
