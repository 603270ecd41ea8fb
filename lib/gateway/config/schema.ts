import { z } from "zod";
import { count, duration, headerName, off, role, scope, size, timer } from "./fields.ts";
import type { Descriptions } from "./read-descriptions.ts";

const method = z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

const rateLimit = z.strictObject(
  {
    requests: count.meta({ description: "requests allowed in one window" }),
    window: duration.meta({ description: "length of the sliding window" }),
    per: z
      .enum(["user", "org", "ip"])
      .optional()
      .meta({ description: "who is counted: `user`, without auth `ip`, unless said otherwise" }),
  },
  { error: "must be off or a map of requests, window and per" },
);

const authFailures = rateLimit.extend({ per: z.literal("ip").optional() });

/**
 * What a route may say and `defaults` may say for all, in the order of the documentation, whose text
 * the descriptions are. `unset` says in words what holds where there is no default value.
 */
const option = {
  auth_required: z.boolean().meta({
    description: "whether a token is needed; `false` ignores `Authorization` altogether",
  }),
  scopes: z.array(scope).meta({ description: "scopes that the token must hold" }),
  scopes_match: z.enum(["all", "any"]).meta({ description: "`all` of them or `any`" }),
  allowed_roles: z
    .array(role)
    .min(1, { error: "must name a role; without this key every role is let in" })
    .meta({ description: "roles let in, others get 403", unset: "every role" }),
  rate_limit: z.union([off, rateLimit]).meta({
    description: "`{ requests: 100, window: 60s, per: user }`, or `off`",
  }),
  max_body: size.meta({ description: "largest request body, counted while it streams" }),
  timeout: timer.meta({
    description:
      "longest wait for the response head, all tries together; then between two chunks of its body",
  }),
  idle_timeout: z.union([off, timer]).meta({
    description: "longest silence in an event stream, in place of `timeout`; or `off`",
  }),
  retries: z.int().min(0).max(10).meta({
    description:
      "further tries of a `GET`, `HEAD`, `PUT` or `DELETE` without body whose connection broke or that got 502, 503 or 504; 0 to 10",
  }),
  upstream_path: z.string().meta({
    description: "path sent instead, with the route's `{name}` filled in",
    unset: "the request's",
  }),
  forward_headers: z.array(headerName.toLowerCase()).meta({
    description:
      "client headers passed on although dropped by default: `authorization`, `cookie` (never the app's session)",
  }),
  cache_ttl: z.union([off, duration]).meta({
    description: "how long a GET answer may be served from the cache, or `off`",
  }),
  cache_scope: z.enum(["user", "org", "public"]).meta({
    description: "`user`, `org` or `public`: who may share a cached answer",
  }),
  invalidates: z.array(z.string()).meta({
    description:
      "further paths whose cached answers a successful write drops; its own collection always is",
  }),
  openapi: z
    .string()
    .min(1)
    .meta({ description: "the service's own description file, merged into the reference" }),
  sign: z.boolean().meta({
    description: "whether the service gets `X-Gateway-Signature`; needs `GATEWAY_SIGNING_SECRET`",
  }),
};

const route = z
  .strictObject({
    path: z.string().meta({
      description: "under `/api/v1/`; `{name}` is one segment, `{name*}` at the end the rest",
      pattern: "^/api/v1/.",
    }),
    method: method.meta({ description: "`GET`, `HEAD`, `POST`, `PUT`, `PATCH` or `DELETE`" }),
    proxy_upstream: z.string().meta({
      description:
        "where to: `$NAME` of a variable, or http(s) URLs; several are separated by commas",
    }),
    description: z.string().meta({ description: "shown in the API's description" }),
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
  cache_ttl: option.cache_ttl.prefault("off"),
  cache_scope: option.cache_scope.default("user"),
  invalidates: option.invalidates.default([]),
  timeout: option.timeout.prefault("30s"),
  idle_timeout: option.idle_timeout.prefault("5m"),
  retries: option.retries.default(1),
  rate_limit: option.rate_limit.prefault({ requests: 600, window: "60s" }),
  max_body: option.max_body.prefault("10mb"),
  upstream_path: option.upstream_path.optional(),
  forward_headers: option.forward_headers.default([]),
  openapi: option.openapi.optional(),
  sign: option.sign.default(false),
  auth_failures: z
    .union([off, authFailures])
    .prefault({ requests: 60, window: "60s" })
    .meta({ description: "how many invalid tokens an address may present, or `off`" }),
});

const ALLOWED_HEADERS =
  "authorization content-type x-request-id if-none-match if-modified-since".split(" ");
const EXPOSED_HEADERS =
  "X-Request-ID RateLimit RateLimit-Policy Retry-After Cache-Status Age ETag".split(" ");

const cors = z.strictObject({
  allowed_origins: z.array(z.string()).default([]).meta({
    description:
      "exact origins such as `https://app.example.com`, `$NAME` of a variable that lists some, or `*`",
  }),
  allowed_headers: z
    .array(headerName.toLowerCase())
    .default(ALLOWED_HEADERS)
    .meta({ description: "request headers that a preflight allows" }),
  exposed_headers: z
    .array(headerName)
    .default(EXPOSED_HEADERS)
    .meta({ description: "response headers that pages may read" }),
  max_age: duration
    .prefault("10m")
    .meta({ description: "how long a browser may remember a preflight" }),
  allow_credentials: z
    .boolean()
    .default(false)
    .meta({ description: "whether cookies may come along; never with `*`" }),
});

/** `routes.yaml` as it is written. Only what must be there is missing from this: see `required`. */
export const routesFile = z.strictObject({
  version: z.literal("1.0", { error: 'must be "1.0", in quotes' }).optional(),
  public_paths: z
    .array(z.string())
    .default(["/health", "/ready", "/api/v1/docs"])
    .meta({ description: "exact paths that never need a token; a route on one needs none either" }),
  defaults: defaults.prefault({}),
  cors: cors.prefault({}),
  roles: z
    .record(role, z.array(scope))
    .optional()
    .meta({ description: "role → list of scopes that the token endpoint grants" }),
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
