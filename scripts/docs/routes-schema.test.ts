import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { parseConfig } from "#lib/gateway/config/parse.ts";
import { routesSchema } from "./routes-schema.ts";

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(routesSchema());
const ROUTE = { path: "/api/v1/widgets", method: "GET", proxy_upstream: "http://widgets.test" };
const routed = (options: object, rest: object = {}) => ({
  version: "1.0",
  routes: [{ ...ROUTE, ...options }],
  ...rest,
});

test.each([
  ["the routes.yaml that comes with the gateway", parse(readFileSync("routes.yaml", "utf8"))],
  ["a route alone", routed({})],
  ["every option of a route", routed(everyOption())],
  ["the same in defaults", routed({}, { defaults: { ...everyOption(), auth_failures: "off" } })],
  ["options switched off", routed({ rate_limit: "off", cache_ttl: "off", idle_timeout: "off" })],
  [
    "roles, origins and public paths",
    routed(
      {},
      {
        roles: { user: ["read"] },
        public_paths: ["/health"],
        cors: { allowed_origins: ["$PAGES"], max_age: "5m", allow_credentials: true },
      },
    ),
  ],
])("takes %s", (_, file) => {
  validate(file);

  expect(validate.errors).toBeNull();
});

test.each([
  ["", "a file without routes", { version: "1.0" }],
  ["", "a file without version", { routes: [ROUTE] }],
  ["/version", "another version", { version: "2.0", routes: [ROUTE] }],
  ["/routes", "an empty list", { version: "1.0", routes: [] }],
  [
    "/routes/0",
    "a route without an upstream",
    { version: "1.0", routes: [{ path: "/api/v1/a", method: "GET" }] },
  ],
  ["/routes/0", "an unknown key", routed({ cache_tll: "5m" })],
  ["", "an unknown key of the file", routed({}, { route: [] })],
  ["/routes/0/path", "a path elsewhere", routed({ path: "/widgets" })],
  ["/routes/0/method", "an unknown method", routed({ method: "get" })],
  ["/routes/0/timeout", "a duration without a unit", routed({ timeout: "30" })],
  ["/routes/0/timeout", "a number for a duration", routed({ timeout: 30 })],
  ["/routes/0/max_body", "a size of another unit", routed({ max_body: "10MB" })],
  ["/routes/0/scopes/0", "a scope with a blank", routed({ scopes: ["write agents"] })],
  ["/routes/0/allowed_roles", "no role at all", routed({ allowed_roles: [] })],
  ["/routes/0/rate_limit", "half a limit", routed({ rate_limit: { requests: 5 } })],
  ["/routes/0/retries", "too many retries", routed({ retries: 11 })],
  ["/cors/max_age", "a bad duration elsewhere", routed({}, { cors: { max_age: "1d" } })],
  ["/roles/user", "a role that is no list", routed({}, { roles: { user: "read" } })],
])("refuses at %j %s, as the gateway does", (at, _, file) => {
  const parsed = parseConfig(JSON.stringify(file), { file: "routes.yaml", env: {} });

  expect(validate(file)).toBe(false);
  expect(validate.errors?.map(({ instancePath }) => instancePath)).toContain(at);
  expect(parsed.ok).toBe(false);
});

test("is named in the first line of routes.yaml, where editors look for it", () => {
  const [first] = readFileSync("routes.yaml", "utf8").split("\n");

  expect(first).toBe("# yaml-language-server: $schema=./routes.schema.json");
});

test("tells every default as it would be written", () => {
  const { defaults } = routesSchema().properties ?? {};
  const said = typeof defaults === "object" ? defaults.properties : {};

  expect(said).toMatchObject({
    timeout: { default: "30s" },
    max_body: { default: "10mb" },
    rate_limit: { default: { requests: 600, window: "60s" } },
    cache_ttl: { default: "off" },
  });
});

function everyOption() {
  return {
    ...{ auth_required: true, scopes: ["a", "b"], scopes_match: "any", allowed_roles: ["user"] },
    ...{ rate_limit: { requests: 1, window: "1s", per: "org" }, max_body: "1gb", timeout: "2m" },
    ...{ idle_timeout: "1h", retries: 0, upstream_path: "/x", forward_headers: ["cookie"] },
    ...{ cache_ttl: "500ms", cache_scope: "user", invalidates: ["/api/v1/x"], sign: false },
    openapi: "./openapi/widgets.yaml",
  };
}
