export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

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
  authRequired: boolean;
  scopes: readonly string[];
  scopesMatch: "all" | "any";
  /** Null lets every role in. */
  allowedRoles: readonly string[] | null;
  cacheTtlMs: number | null;
  cacheScope: "user" | "org" | "public";
  invalidates: readonly string[];
  timeoutMs: number;
  idleTimeoutMs: number | null;
  retries: number;
  rateLimit: RateLimitRule | null;
  maxBodyBytes: number;
  upstreamPath: string | null;
  forwardHeaders: readonly string[];
  openapi: string | null;
  sign: boolean;
}>;

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
  authFailures: Readonly<{ requests: number; windowMs: number }> | null;
  routes: readonly RouteConfig[];
}>;
