import type { Environment } from "./environment-names.ts";
import type { Path } from "./faults.ts";
import { shadowedRoutes } from "./lint-shadows.ts";
import { at, namedVariables } from "./named-variables.ts";
import { OPERATE_SCOPE } from "./roles.ts";
import type { GatewayConfig, RouteConfig } from "./schema.ts";

export type Severity = "error" | "warning" | "note";

/** A configuration, the data of the file that says it, and the environment. */
type Subject = {
  readonly config: GatewayConfig;
  readonly data: unknown;
  readonly env: Environment;
};

export type Hint = {
  readonly path: Path;
  readonly message: string;
  readonly part?: "key" | "value";
};

type Rule<Id extends string> = {
  readonly id: Id;
  readonly severity: Severity;
  find(subject: Subject): Hint[];
};

const WRITES = new Set(["POST", "PUT", "PATCH", "DELETE"]);
const STREAMLESS_MS_MAX = 60_000;
// The platform's own, which no route need name.
const BUILT_IN_SCOPES = new Set(["read", "write", OPERATE_SCOPE]);

/** Every rule there is; their ids and what they look for are promised to operators. */
export const LINT_RULES = [
  rule("write-without-scopes", "warning", writesWithoutScopes),
  rule("scope-not-granted", "warning", scopesNotGranted),
  rule("scope-unused", "warning", scopesUnused),
  rule("cache-not-get", "warning", cachesOfOtherMethods),
  rule("public-cache-behind-auth", "warning", publicCaches),
  rule("timeout-without-stream", "note", longTimeouts),
  rule("public-route-unlimited", "warning", unlimitedPublicRoutes),
  rule("route-shadowed", "warning", ({ config }) => shadowsOf(config, "all")),
  rule("method-shadowed", "note", ({ config }) => shadowsOf(config, "method")),
  rule("environment-missing", "error", missingVariables),
] as const;

export type RuleId = (typeof LINT_RULES)[number]["id"];

function rule<const Id extends string>(
  id: Id,
  severity: Severity,
  find: (subject: Subject) => Hint[],
): Rule<Id> {
  return { id, severity, find };
}

function writesWithoutScopes({ config }: Subject): Hint[] {
  return routesWhere(config, (route) => {
    const isOpen = route.scopes.length === 0 && route.allowedRoles === null;
    return WRITES.has(route.method) && isOpen;
  }).map(({ index, route }) => ({
    path: ["routes", index, "method"],
    message: route.authRequired
      ? `${nameOf(route)} asks for no scope and no role, so every token may write`
      : `${nameOf(route)} needs no token, so everybody may write`,
  }));
}

function scopesNotGranted({ config, data }: Subject): Hint[] {
  const granted = new Set([...config.roles.values()].flat());
  return config.routes.flatMap((route, index) =>
    route.scopes.flatMap((scope, position) =>
      granted.has(scope)
        ? []
        : {
            path: [...place(data, index, "scopes"), position],
            message: `no role grants the scope ${scope}`,
          },
    ),
  );
}

function scopesUnused({ config, data }: Subject): Hint[] {
  // Without a word in the file, roles are made from the routes' scopes.
  if (at(data, "roles") === undefined) return [];
  const used = new Set(config.routes.flatMap(({ scopes }) => scopes));
  return [...config.roles].flatMap(([role, scopes]) =>
    scopes.flatMap((scope, position) =>
      used.has(scope) || BUILT_IN_SCOPES.has(scope)
        ? []
        : {
            path: ["roles", role, position],
            message: `${role} is granted the scope ${scope}, which no route asks for`,
          },
    ),
  );
}

function cachesOfOtherMethods({ config, data }: Subject): Hint[] {
  return routesWhere(config, ({ method }) => method !== "GET").flatMap(({ index, route }) => {
    const ttl = at(entryOf(data, index), "cache_ttl");
    if (ttl === undefined || ttl === "off") return [];
    return {
      path: ["routes", index, "cache_ttl"],
      message: `only answers to GET are cached, so this does nothing on ${nameOf(route)}`,
    };
  });
}

function publicCaches({ config, data }: Subject): Hint[] {
  return routesWhere(
    config,
    ({ authRequired, cacheScope, cacheTtlMs }) =>
      authRequired && cacheTtlMs !== null && cacheScope === "public",
  ).map(({ index, route }) => ({
    path: place(data, index, "cache_scope"),
    message: `${nameOf(route)} needs a token, but its answers are shared by all who have one, and by CDNs with everybody`,
  }));
}

function longTimeouts({ config, data }: Subject): Hint[] {
  return routesWhere(config, ({ timeoutMs }) => timeoutMs > STREAMLESS_MS_MAX)
    .filter(({ index }) => at(entryOf(data, index), "idle_timeout") === undefined)
    .map(({ index, route }) => ({
      path: place(data, index, "timeout"),
      message: `callers of ${nameOf(route)} may wait ${route.timeoutMs / 1000} s; event streams say idle_timeout`,
    }));
}

function unlimitedPublicRoutes({ config, data }: Subject): Hint[] {
  return routesWhere(
    config,
    ({ authRequired, rateLimit }) => !authRequired && rateLimit === null,
  ).map(({ index, route }) => ({
    path: place(data, index, "rate_limit"),
    message: `${nameOf(route)} needs no token and has no limit`,
  }));
}

function shadowsOf({ routes }: GatewayConfig, kind: "all" | "method"): Hint[] {
  return shadowedRoutes(routes)
    .filter((shadow) => shadow.kind === kind)
    .map(({ index, message }) => ({ path: ["routes", index, "path"], message }));
}

/** Variables that are named and not set, each where it is named first. */
export function missingVariables({ data, env }: Pick<Subject, "data" | "env">): Hint[] {
  const missing = namedVariables(data).filter(
    ({ name }) => (Object.hasOwn(env, name) ? (env[name]?.trim() ?? "") : "") === "",
  );
  return [...Map.groupBy(missing, ({ name }) => name)].map(([name, places]) => ({
    path: places[0]?.path ?? [],
    message:
      places.length === 1
        ? `the environment variable ${name} is not set`
        : `the environment variable ${name} is not set; ${places.length} places name it`,
  }));
}

function routesWhere(
  { routes }: GatewayConfig,
  isMeant: (route: RouteConfig) => boolean,
): { route: RouteConfig; index: number }[] {
  return routes.flatMap((route, index) => (isMeant(route) ? { route, index } : []));
}

/** Where a route's option is said: by itself, or for all in `defaults`. */
function place(data: unknown, index: number, key: string): Path {
  const isOwn = at(entryOf(data, index), key) !== undefined;
  const isInherited = at(at(data, "defaults"), key) !== undefined;
  return isOwn || !isInherited ? ["routes", index, key] : ["defaults", key];
}

function entryOf(data: unknown, index: number): unknown {
  const routes = at(data, "routes");
  return Array.isArray(routes) ? routes[index] : undefined;
}

function nameOf({ method, path }: RouteConfig): string {
  return `${method} ${path}`;
}
