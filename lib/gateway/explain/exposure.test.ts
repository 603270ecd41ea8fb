import { expect, test } from "vitest";
import { parseConfig } from "../config/parse.ts";
import { exposureChanges } from "./exposure.ts";

const ROUTE = { path: "/api/v1/x", method: "GET", proxy_upstream: "http://x.test" };
const LIMIT = { requests: 10, window: "10s", per: "user" };

test.each([
  [{ auth_required: true }, { auth_required: false }, "looser made-public"],
  [{ scopes: ["a", "b"] }, { scopes: ["a"] }, "looser scopes-loosened"],
  [{ scopes: ["a"] }, { scopes: [] }, "looser scopes-loosened"],
  [{ scopes: ["a"] }, { scopes: ["b"] }, "looser scopes-loosened"],
  [{ scopes: ["a", "b"] }, { scopes: ["a", "b"], scopes_match: "any" }, "looser scopes-loosened"],
  [{ scopes: ["a"] }, { scopes: ["a", "b"], scopes_match: "any" }, "looser scopes-loosened"],
  [{ scopes: ["a", "b"] }, { scopes: ["b", "a"] }, null],
  [{ scopes: ["a"], scopes_match: "any" }, { scopes: ["a"] }, null],
  [{ allowed_roles: ["admin"] }, {}, "looser roles-loosened"],
  [{ allowed_roles: ["admin"] }, { allowed_roles: ["admin", "user"] }, "looser roles-loosened"],
  [{}, { cache_ttl: "5s" }, "looser cache-added"],
  [{ cache_ttl: "5s" }, { cache_ttl: "5s", cache_scope: "org" }, "looser cache-widened"],
  [{ rate_limit: LIMIT }, { rate_limit: "off" }, "looser limit-loosened"],
  [{ rate_limit: LIMIT }, { rate_limit: { ...LIMIT, requests: 11 } }, "looser limit-loosened"],
  [{ rate_limit: LIMIT }, { rate_limit: { ...LIMIT, window: "9s" } }, "looser limit-loosened"],
  [{ rate_limit: { ...LIMIT, per: "org" } }, { rate_limit: LIMIT }, "looser limit-loosened"],
  [{ rate_limit: LIMIT }, { rate_limit: LIMIT, description: "x" }, null],
  [{ max_body: "1mb" }, { max_body: "2mb" }, "looser body-limit-loosened"],
  [{}, { forward_headers: ["cookie"] }, "looser headers-forwarded"],
  [{ sign: true }, { sign: false }, "looser signature-dropped"],
])("calls %j becoming %j by its name, and the way back tighter", (before, after, expected) => {
  const there = changes([before], [after]);
  const back = changes([after], [before]);

  expect(there.map(({ effect, id }) => `${effect} ${id}`)).toEqual(
    expected === null ? [] : [expected],
  );
  // Two different scopes are each looser for whoever holds only the other.
  const isEitherWay =
    JSON.stringify(before) === '{"scopes":["a"]}' && "scopes" in after && after.scopes?.[0] === "b";
  expect(new Set(back.map(({ effect }) => effect))).toEqual(
    new Set(expected === null ? [] : [isEitherWay ? "looser" : "tighter"]),
  );
});

test("says in words what was and what is", () => {
  const [change] = changes([{ scopes: ["a", "b"] }], [{ scopes: ["a"] }]);

  expect(change).toEqual({
    ...{ id: "scopes-loosened", effect: "looser", subject: "GET /api/v1/x" },
    message: "asks for a instead of a and b",
  });
});

test("calls a new public route looser, a new one for tokens neutral, and one that goes tighter", () => {
  const open = { path: "/api/v1/open", auth_required: false };
  const closed = { path: "/api/v1/closed" };

  expect(changes([{}], [{}, open, closed]).map(({ effect, id }) => [effect, id])).toEqual([
    ["looser", "public-route-added"],
    ["neutral", "route-added"],
  ]);
  expect(changes([{}, closed], [{}]).map(({ effect, id }) => [effect, id])).toEqual([
    ["tighter", "route-removed"],
  ]);
});

test("compares a new route with the one that it takes paths from", () => {
  const all = { path: "/api/v1/{all*}", scopes: ["admin"] };

  expect(changes([all], [all, { path: "/api/v1/reports" }])).toEqual([
    {
      ...{ id: "scopes-loosened", effect: "looser", subject: "GET /api/v1/reports" },
      message: "asks for no scope instead of admin",
    },
  ]);
});

test("compares a route that goes with the one that it leaves its paths to", () => {
  const all = { path: "/api/v1/{all*}" };

  expect(changes([all, { path: "/api/v1/{x}", scopes: ["admin"] }], [all])).toMatchObject([
    { id: "scopes-loosened", subject: "GET /api/v1/{x}" },
  ]);
});

test("takes other names of placeholders and another order for no change", () => {
  const routes = [{ path: "/api/v1/{a}" }, { path: "/api/v1/{a}/b", scopes: ["s"] }];
  const renamed = [{ path: "/api/v1/{x}/b", scopes: ["s"] }, { path: "/api/v1/{y}" }];

  expect(changes(routes, renamed)).toEqual([]);
});

test.each([
  [{ roles: { user: ["a"] } }, { roles: { user: ["a", "read"] } }, ["looser scopes-granted"]],
  [{ roles: { user: ["a"] } }, { roles: { user: ["a"], guest: ["a"] } }, ["looser scopes-granted"]],
  [{ roles: { user: ["a"] } }, { roles: { user: ["a", "unheard-of"] } }, []],
  [
    { roles: { user: ["a"] } },
    { roles: { user: ["a", "gateway:operate"] } },
    ["looser scopes-granted"],
  ],
  [{ roles: { user: ["a"] } }, { roles: { user: [] } }, ["tighter scopes-withdrawn"]],
  [{}, { cors: { allowed_origins: ["https://a.test"] } }, ["looser origins-allowed"]],
  [{ cors: { allowed_origins: ["https://a.test"] } }, {}, ["tighter origins-refused"]],
  [{}, { cors: { allow_credentials: true } }, ["looser credentials-allowed"]],
  [{}, { defaults: { auth_failures: "off" } }, ["looser bad-tokens-loosened"]],
  [
    {},
    { defaults: { auth_failures: { requests: 5, window: "1m" } } },
    ["tighter bad-tokens-tightened"],
  ],
  [{}, { defaults: { scopes: ["a"] } }, []],
])("tells of the whole file that %j became %j", (before, after, expected) => {
  const route = { scopes: ["a"] };

  const found = exposureChanges(configOf([route], before), configOf([route], after));

  expect(found.map(({ effect, id }) => `${effect} ${id}`)).toEqual(expected);
});

function changes(before: readonly object[], after: readonly object[]) {
  const roles = { user: ["a", "b", "admin", "s"] };
  return exposureChanges(configOf(before, { roles }), configOf(after, { roles }));
}

function configOf(routes: readonly object[], rest: object) {
  const file = { version: "1.0", routes: routes.map((route) => ({ ...ROUTE, ...route })), ...rest };
  const env = { GATEWAY_SIGNING_SECRET: "set" };
  const parsed = parseConfig(JSON.stringify(file), { file: "routes.yaml", env });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.config;
}
