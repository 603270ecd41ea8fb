import { collectionOf } from "./route-paths.ts";
import type { RateLimitRule, RouteConfig, RouteDefaults, RouteEntry } from "./schema.ts";

/** What a route is completed from, besides its own entry. */
export type Surroundings = {
  readonly defaults: RouteDefaults;
  readonly publicPaths: readonly string[];
};

/**
 * A route with everything that it leaves unsaid. Defaults that need an identity (scopes, roles,
 * cache scope, limit per user) do not reach a route without auth.
 */
export function completeRoute(
  entry: RouteEntry,
  upstream: RouteConfig["upstream"],
  { defaults, publicPaths }: Surroundings,
): RouteConfig {
  const path = entry.path ?? "";
  const method = entry.method ?? "GET";
  const authRequired = publicPaths.includes(path)
    ? false
    : (entry.auth_required ?? defaults.auth_required);
  return {
    path,
    method,
    description: entry.description ?? null,
    upstream,
    authRequired,
    scopes: authRequired ? (entry.scopes ?? defaults.scopes) : [],
    scopesMatch: entry.scopes_match ?? defaults.scopes_match,
    allowedRoles: authRequired ? (entry.allowed_roles ?? defaults.allowed_roles ?? null) : null,
    cacheTtlMs: entry.method === "GET" ? unlessOff(entry.cache_ttl ?? defaults.cache_ttl) : null,
    cacheScope: authRequired ? (entry.cache_scope ?? defaults.cache_scope) : "public",
    invalidates: [collectionOf(path), ...(entry.invalidates ?? defaults.invalidates)],
    timeoutMs: entry.timeout ?? defaults.timeout,
    idleTimeoutMs: unlessOff(entry.idle_timeout ?? defaults.idle_timeout),
    retries: entry.retries ?? defaults.retries,
    rateLimit: rateLimitOf(entry, defaults, authRequired),
    maxBodyBytes: entry.max_body ?? defaults.max_body,
    upstreamPath: entry.upstream_path ?? defaults.upstream_path ?? null,
    forwardHeaders: entry.forward_headers ?? defaults.forward_headers,
    openapi: entry.openapi ?? defaults.openapi ?? null,
    sign: entry.sign ?? defaults.sign,
  };
}

function rateLimitOf(
  entry: RouteEntry,
  defaults: RouteDefaults,
  authRequired: boolean,
): RateLimitRule | null {
  const rule = entry.rate_limit ?? defaults.rate_limit;
  if (rule === "off") return null;
  const isOwn = entry.rate_limit !== undefined;
  return {
    bucket: isOwn ? `${entry.method} ${entry.path}` : "default",
    requests: rule.requests,
    windowMs: rule.window,
    per: authRequired ? (rule.per ?? "user") : "ip",
  };
}

function unlessOff(value: number | "off"): number | null {
  return value === "off" ? null : value;
}
