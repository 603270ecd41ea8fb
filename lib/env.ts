import { z } from "zod";
import {
  count,
  duration,
  flag,
  httpUrl,
  list,
  proxy,
  secret,
  size,
  text,
  wait,
} from "./env/fields.ts";
import {
  type ObservabilityEnv,
  observabilityFrom,
  observabilityVariables,
} from "./env/observability.ts";

/** Every variable of the app, but for the upstreams', which routes.yaml names. */
const Variables = z.object({
  NODE_ENV: z.string().default("development"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOSTNAME: text.optional(),
  GATEWAY_ROUTES: text.default("routes.yaml"),
  GATEWAY_LANE: z.enum(["auto", "direct", "route"]).default("auto"),
  JWT_SECRET: secret,
  JWT_SECRET_PREVIOUS: list.pipe(z.array(secret)),
  NEXTAUTH_URL: httpUrl,
  NEXTAUTH_SECRET: text,
  AUTH_OIDC_ISSUER: httpUrl.optional(),
  AUTH_OIDC_CLIENT_ID: text.optional(),
  AUTH_OIDC_CLIENT_SECRET: text.optional(),
  AUTH_OIDC_SCOPE: text.default("openid profile email"),
  AUTH_OIDC_ORG_CLAIM: text.default("org_id"),
  AUTH_OIDC_USER_CLAIM: text.default("sub"),
  AUTH_OIDC_ROLE_CLAIM: text.default("role"),
  AUTH_DEMO: flag,
  AUTH_DEMO_IN_PRODUCTION: flag,
  UPSTASH_REDIS_REST_URL: httpUrl.optional(),
  UPSTASH_REDIS_REST_TOKEN: text.optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  TRUSTED_PROXIES: list.pipe(z.array(proxy)),
  GATEWAY_SIGNING_SECRET: secret.optional(),
  CACHE_MAX_BYTES: size.default(128 * 1024 ** 2),
  MAX_IN_FLIGHT: count.default(2000),
  MAX_IN_FLIGHT_PER_UPSTREAM: count.default(500),
  CLIENT_HEAD_TIMEOUT: duration.default(15_000),
  CLIENT_IDLE_TIMEOUT: duration.default(60_000),
  SHUTDOWN_DELAY: wait.default(5000),
  SHUTDOWN_DEADLINE: wait.default(30_000),
  CLIENT_ADDRESS_HEADER: z
    .stringFormat("header name", /^[A-Za-z0-9-]+$/)
    .transform((name) => name.toLowerCase())
    .optional(),
  ...observabilityVariables,
});

type Variables = z.infer<typeof Variables>;

/** How people sign in with an OpenID provider; claims are dotted paths into the provider's claims. */
export type OidcEnv = Readonly<{
  issuer: string;
  clientId: string;
  clientSecret: string;
  scope: string;
  orgClaim: string;
  userClaim: string;
  roleClaim: string;
}>;

/** Where the state is that replicas share. */
export type StoreEnv = Readonly<
  { kind: "tcp"; url: string } | { kind: "rest"; url: string; token: string }
>;

export type Env = Readonly<{
  isProduction: boolean;
  /** Where Next listens; Next itself writes it into the environment. */
  port: number;
  routesFile: string;
  lane: "auto" | "direct" | "route";
  jwtSecret: string;
  jwtSecretPrevious: readonly string[];
  nextauthUrl: string;
  nextauthSecret: string;
  oidc: OidcEnv | null;
  authDemo: boolean;
  /** Null: every process keeps its own. */
  store: StoreEnv | null;
  trustedProxies: readonly string[];
  clientAddressHeader: string | null;
  /** What upstreams know a signed request by. */
  signingSecret: string | null;
  /** Most memory for cached answers, in bytes. */
  cacheMaxBytes: number;
  /** Most requests without a whole answer, in all and for one upstream. */
  inFlight: Readonly<{ max: number; perUpstreamMax: number }>;
  /** Longest wait for a request's head, and for a client to read or send on. */
  clientTimeouts: Readonly<{ headMs: number; idleMs: number }>;
  /** How long a stopping process still takes everything, and then waits for requests to end. */
  shutdown: Readonly<{ delayMs: number; deadlineMs: number }>;
  /** Everything as it was given: routes.yaml may name any of it. */
  all: Readonly<Record<string, string | undefined>>;
}> &
  ObservabilityEnv;

/** The environment cannot be used. The message names every variable at fault and never a value. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

type Given = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks an environment. An empty value counts as unset. Throws EnvironmentError, which
 * lists every fault.
 */
export function parseEnv(source: Given): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = Variables.safeParse(given);
  const faults = [...faultsOf(parsed.error, given), ...crossFaults(given)];
  if (!parsed.success || faults.length > 0) throw new EnvironmentError(faults.join("\n"));
  return fromVariables(parsed.data, given);
}

let parsedEnv: Env | null = null;

/** This process's environment, parsed on first use. Throws EnvironmentError. */
export function env(): Env {
  parsedEnv ??= parseEnv(process.env);
  return parsedEnv;
}

/** The environment as it was given, for commands that look at one which may be incomplete. */
export function givenEnvironment(): Given {
  return process.env;
}

function faultsOf(error: z.ZodError | undefined, given: Given): string[] {
  return (error?.issues ?? []).map(({ message, path: [variable, entry] }) => {
    const name = String(variable);
    if (given[name] === undefined) return `${name}: is required but not set`;
    return typeof entry === "number"
      ? `${name}, entry ${entry + 1}: ${message}`
      : `${name}: ${message}`;
  });
}

function crossFaults(given: Given): string[] {
  const faults: string[] = [];
  const oidc = ["AUTH_OIDC_ISSUER", "AUTH_OIDC_CLIENT_ID", "AUTH_OIDC_CLIENT_SECRET"];
  const oidcGiven = oidc.filter((name) => given[name] !== undefined).length;
  if (oidcGiven !== 0 && oidcGiven !== oidc.length) {
    faults.push(`${oidc.join(", ")}: set all three or none`);
  }
  const { AUTH_DEMO, AUTH_DEMO_IN_PRODUCTION, NODE_ENV } = given;
  if (AUTH_DEMO === "1" && NODE_ENV === "production" && AUTH_DEMO_IN_PRODUCTION !== "1") {
    faults.push(
      "AUTH_DEMO: demo accounts are refused in production unless AUTH_DEMO_IN_PRODUCTION=1",
    );
  }
  const { UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN, REDIS_URL } = given;
  if ((UPSTASH_REDIS_REST_URL === undefined) !== (UPSTASH_REDIS_REST_TOKEN === undefined)) {
    faults.push("UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN: set both or none");
  }
  if (REDIS_URL !== undefined && UPSTASH_REDIS_REST_URL !== undefined) {
    faults.push("REDIS_URL, UPSTASH_REDIS_REST_URL: set one of them, not both");
  }
  return faults;
}

function fromVariables(variables: Variables, all: Env["all"]): Env {
  return {
    isProduction: variables.NODE_ENV === "production",
    port: variables.PORT,
    routesFile: variables.GATEWAY_ROUTES,
    lane: variables.GATEWAY_LANE,
    jwtSecret: variables.JWT_SECRET,
    jwtSecretPrevious: variables.JWT_SECRET_PREVIOUS,
    nextauthUrl: variables.NEXTAUTH_URL,
    nextauthSecret: variables.NEXTAUTH_SECRET,
    oidc: oidcFrom(variables),
    authDemo: variables.AUTH_DEMO,
    store: storeFrom(variables),
    trustedProxies: variables.TRUSTED_PROXIES,
    clientAddressHeader: variables.CLIENT_ADDRESS_HEADER ?? null,
    signingSecret: variables.GATEWAY_SIGNING_SECRET ?? null,
    cacheMaxBytes: variables.CACHE_MAX_BYTES,
    inFlight: {
      max: variables.MAX_IN_FLIGHT,
      perUpstreamMax: variables.MAX_IN_FLIGHT_PER_UPSTREAM,
    },
    clientTimeouts: {
      headMs: variables.CLIENT_HEAD_TIMEOUT,
      idleMs: variables.CLIENT_IDLE_TIMEOUT,
    },
    shutdown: { delayMs: variables.SHUTDOWN_DELAY, deadlineMs: variables.SHUTDOWN_DEADLINE },
    ...observabilityFrom(variables),
    all,
  };
}

function storeFrom(variables: Variables): StoreEnv | null {
  const { REDIS_URL, UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = variables;
  if (REDIS_URL !== undefined) return { kind: "tcp", url: REDIS_URL };
  return url === undefined || token === undefined ? null : { kind: "rest", url, token };
}

function oidcFrom(variables: Variables): OidcEnv | null {
  const { AUTH_OIDC_ISSUER: issuer, AUTH_OIDC_CLIENT_ID: clientId } = variables;
  const { AUTH_OIDC_CLIENT_SECRET: clientSecret } = variables;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  return {
    issuer,
    clientId,
    clientSecret,
    scope: variables.AUTH_OIDC_SCOPE,
    orgClaim: variables.AUTH_OIDC_ORG_CLAIM,
    userClaim: variables.AUTH_OIDC_USER_CLAIM,
    roleClaim: variables.AUTH_OIDC_ROLE_CLAIM,
  };
}
