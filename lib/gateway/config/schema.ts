import { z } from "zod";
import { count, duration, headerName, off, role, scope, size, timer } from "./fields.ts";
import type { Descriptions } from "./read-descriptions.ts";

const method = z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

const rateLimit = z.strictObject(
  {
    requests: count.meta({ description: "Requests allowed in one window." }),
    window: duration.meta({ description: "Length of the sliding window." }),
    per: z
      .enum(["user", "org", "ip"])
      .optional()
      .meta({ description: "Who is counted: user, without auth ip, unless said otherwise." }),
  },
  { error: "must be off or a map of requests, window and per" },
);

const authFailures = rateLimit.extend({ per: z.literal("ip").optional() });

/** What a route may say and `defaults` may say for all. The values are the built-in defaults. */
const option = {
  auth_required: z.boolean().meta({ description: "Whether a token is needed." }),
  scopes: z.array(scope).meta({ description: "Scopes that the token must hold." }),
  scopes_match: z
    .enum(["all", "any"])
    .meta({ description: "How many of the scopes it must hold." }),
  allowed_roles: z
    .array(role)
    .min(1, { error: "must name a role; without this key every role is let in" })
    .meta({ description: "Roles let in; others are answered 403 FORBIDDEN." }),
  cache_ttl: z
    .union([off, duration])
    .meta({ description: "How long a GET answer may be served from the cache." }),
  cache_scope: z
    .enum(["user", "org", "public"])
    .meta({ description: "Who may share a cached answer; without auth only public." }),
  invalidates: z
    .array(z.string())
    .meta({ description: "Further paths whose cached answers a successful write drops." }),
  timeout: timer.meta({
    description: "Longest wait for the response head, then between two chunks of its body.",
  }),
  idle_timeout: z.union([off, timer]).meta({ description: "Longest silence in an event stream." }),
  retries: z.int().min(0).max(10).meta({ description: "Further tries of idempotent requests." }),
  rate_limit: z.union([off, rateLimit]).meta({ description: "A limit of the route's own." }),
  max_body: size.meta({ description: "Largest request body, checked while it streams." }),
  upstream_path: z
    .string()
    .meta({ description: "Path sent upstream, the route's {name} substituted." }),
  forward_headers: z
    .array(headerName.toLowerCase())
    .meta({ description: "Client headers passed on although they are dropped by default." }),
  openapi: z.string().min(1).meta({ description: "The service's own description file." }),
  sign: z.boolean().meta({ description: "Whether the upstream gets X-Gateway-Signature." }),
};

const route = z
  .strictObject({
    path: z
      .string()
      .meta({ description: "Under /api/v1/; {name} is a segment, {name*} the rest." }),
    method: method.meta({ description: "The HTTP method." }),
    proxy_upstream: z.string().meta({
      description: "$NAME of a variable, or http(s) URLs; several are separated by commas.",
    }),
    description: z.string().meta({ description: "Shown in the API reference." }),
    ...option,
  })
  // What must be there is checked apart from this, so that what else is wrong is told as well.
  .partial();

const defaults = z.strictObject({
  ...option,
  auth_required: option.auth_required.default(true),
  scopes: option.scopes.default([]),
  scopes_match: option.scopes_match.default("all"),
  allowed_roles: option.allowed_roles.optional(),
  cache_ttl: option.cache_ttl.default("off"),
  cache_scope: option.cache_scope.default("user"),
  invalidates: option.invalidates.default([]),
  timeout: option.timeout.default(30_000),
  idle_timeout: option.idle_timeout.default(300_000),
  retries: option.retries.default(1),
  rate_limit: option.rate_limit.default({ requests: 600, window: 60_000 }),
  max_body: option.max_body.default(10 * 1024 ** 2),
  upstream_path: option.upstream_path.optional(),
  forward_headers: option.forward_headers.default([]),
  openapi: option.openapi.optional(),
  sign: option.sign.default(false),
  auth_failures: z
    .union([off, authFailures])
    .default({ requests: 60, window: 60_000 })
    .meta({ description: "How many invalid tokens an address may present." }),
});

const ALLOWED_HEADERS =
  "authorization content-type x-request-id if-none-match if-modified-since".split(" ");
const EXPOSED_HEADERS =
  "X-Request-ID RateLimit RateLimit-Policy Retry-After Cache-Status Age ETag".split(" ");

const cors = z.strictObject({
  allowed_origins: z
    .array(z.string())
    .default([])
    .meta({ description: "Exact origins, or $NAME of a variable that holds them." }),
  allowed_headers: z
    .array(headerName.toLowerCase())
    .default(ALLOWED_HEADERS)
    .meta({ description: "Request headers that a preflight allows." }),
  exposed_headers: z
    .array(headerName)
    .default(EXPOSED_HEADERS)
    .meta({ description: "Response headers that pages of other origins may read." }),
  max_age: duration
    .default(600_000)
    .meta({ description: "How long a browser may remember a preflight." }),
  allow_credentials: z
    .boolean()
    .default(false)
    .meta({ description: "Whether cookies may come along; never together with *." }),
});

/** `routes.yaml` as it is written. Only what must be there is missing from this: see `required`. */
export const routesFile = z.strictObject({
  version: z.literal("1.0", { error: 'must be "1.0", in quotes' }).optional(),
  public_paths: z
    .array(z.string())
    .default(["/health", "/ready", "/api/v1/docs"])
    .meta({ description: "Exact paths that never need a token." }),
  defaults: defaults.prefault({}),
  cors: cors.prefault({}),
  roles: z
    .record(role, z.array(scope))
    .optional()
    .meta({ description: "Role to the scopes that the token endpoint grants it." }),
  routes: z.array(route).min(1, { error: "must hold at least one route" }).default([]),
});

/** Keys without which there is no configuration. */
export const required = {
  file: ["version", "routes"],
  route: ["path", "method", "proxy_upstream"],
} as const;

/** The keys that are known at a place, by the key that leads there; "" is the file itself. */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(routesFile.shape),
  defaults: Object.keys(defaults.shape),
  cors: Object.keys(cors.shape),
  routes: Object.keys(route.shape),
  rate_limit: Object.keys(rateLimit.shape),
  auth_failures: Object.keys(authFailures.shape),
};

export type RoutesFile = z.output<typeof routesFile>;
export type RouteEntry = z.output<typeof route>;
export type RouteDefaults = z.output<typeof defaults>;
export type Method = z.output<typeof method>;

/** `bucket` is "default" for all routes on the default limit, else the route's method and path. */
export type RateLimitRule = Readonly<{
  bucket: string;
  requests: number;
  windowMs: number;
  per: "user" | "org" | "ip";
}>;

/** One route, complete: defaults applied, durations in milliseconds, environment expanded. */
export type RouteConfig = Readonly<{
  path: string;
  method: Method;
  description: string | null;
  /** `name` is the variable's, or host and port of a literal; `urls` have no trailing slash. */
  upstream: Readonly<{ name: string; urls: readonly string[] }>;
  /** False makes scopes empty, roles null, the cache public and the limit per ip. */
  authRequired: boolean;
  scopes: readonly string[];
  scopesMatch: "all" | "any";
  /** Null lets every role in. */
  allowedRoles: readonly string[] | null;
  /** Null on methods other than GET, whatever the file says. */
  cacheTtlMs: number | null;
  cacheScope: "user" | "org" | "public";
  /** What a successful write drops, each with everything under it; the own collection comes first. */
  invalidates: readonly string[];
  timeoutMs: number;
  idleTimeoutMs: number | null;
  retries: number;
  rateLimit: RateLimitRule | null;
  maxBodyBytes: number;
  upstreamPath: string | null;
  /** Lower case. */
  forwardHeaders: readonly string[];
  openapi: string | null;
  sign: boolean;
}>;

/** `allowedOrigins` are normalised, or `*`; `allowedHeaders` are lower case. */
export type CorsConfig = Readonly<{
  allowedOrigins: readonly string[];
  allowedHeaders: readonly string[];
  exposedHeaders: readonly string[];
  maxAgeSeconds: number;
  allowCredentials: boolean;
}>;

/** A whole routes.yaml that has been found good. */
export type GatewayConfig = Readonly<{
  publicPaths: readonly string[];
  cors: CorsConfig;
  /** Role to the scopes that the token endpoint grants it. */
  roles: ReadonlyMap<string, readonly string[]>;
  scopeCatalogue: readonly string[];
  /** Invalid tokens per address; null when they are not counted. */
  authFailures: Readonly<{ requests: number; windowMs: number }> | null;
  routes: readonly RouteConfig[];
  /** What services say of themselves, by the path that routes name it by. */
  descriptions: Descriptions;
}>;
