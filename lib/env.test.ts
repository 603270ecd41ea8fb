import { expect, test } from "vitest";
import { parseEnv } from "./env.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const good = {
  JWT_SECRET: SECRET,
  NEXTAUTH_URL: "https://app.example",
  NEXTAUTH_SECRET: "sign-in secret",
};
const faultsOf = (changes: Record<string, string | undefined>) => {
  try {
    parseEnv({ ...good, ...changes });
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.split("\n") : [];
  }
};

test("needs no more than the secrets and the app's own address", () => {
  expect(parseEnv(good)).toMatchObject({
    ...{ isProduction: false, routesFile: "routes.yaml", lane: "auto", jwtSecretPrevious: [] },
    ...{ oidc: null, authDemo: false, trustedProxies: [], clientAddressHeader: null },
    logLevel: "info",
  });
});

test("reads lists, flags and names in the form that the app uses", () => {
  const env = parseEnv({
    ...good,
    JWT_SECRET_PREVIOUS: `${SECRET}1, ${SECRET}2,`,
    TRUSTED_PROXIES: "10.0.0.0/8, ::1 ,192.0.2.7",
    CLIENT_ADDRESS_HEADER: "CF-Connecting-IP",
    AUTH_DEMO: "1",
  });

  expect(env).toMatchObject({
    jwtSecretPrevious: [`${SECRET}1`, `${SECRET}2`],
    trustedProxies: ["10.0.0.0/8", "::1", "192.0.2.7"],
    clientAddressHeader: "cf-connecting-ip",
    authDemo: true,
  });
});

test.each([
  [undefined, 128 * 1024 ** 2],
  ["512kb", 512 * 1024],
])("reads the cache's size %j", (size, bytes) => {
  expect(parseEnv({ ...good, CACHE_MAX_BYTES: size }).cacheMaxBytes).toBe(bytes);
});

test.each(["128", "0mb", "1.5mb", "128 mb", "lots"])("does not take %j for a size", (size) => {
  expect(faultsOf({ CACHE_MAX_BYTES: size })).toEqual([
    "CACHE_MAX_BYTES: is no size such as 512kb or 128mb",
  ]);
});

test("waits 5 s and then up to 30 s on shutdown, or as long as it is told, even not at all", () => {
  const told = { SHUTDOWN_DELAY: "0", SHUTDOWN_DEADLINE: "2m" };

  expect(parseEnv(good).shutdown).toEqual({ delayMs: 5000, deadlineMs: 30_000 });
  expect(parseEnv({ ...good, ...told }).shutdown).toEqual({ delayMs: 0, deadlineMs: 120_000 });
});

test.each(["5", "-1s", "1.5s", "soon"])("does not take %j for a duration", (text) => {
  expect(faultsOf({ SHUTDOWN_DELAY: text })).toEqual([
    "SHUTDOWN_DELAY: is no duration such as 0, 500ms or 30s",
  ]);
});

test("bounds what is in flight, by its own figures unless told others", () => {
  const told = { MAX_IN_FLIGHT: "10", MAX_IN_FLIGHT_PER_UPSTREAM: "5" };

  expect(parseEnv(good).inFlight).toEqual({ max: 2000, perUpstreamMax: 500 });
  expect(parseEnv({ ...good, ...told }).inFlight).toEqual({ max: 10, perUpstreamMax: 5 });
});

test.each(["0", "-1", "1.5", "many"])("does not take %j for a number of requests", (text) => {
  expect(faultsOf({ MAX_IN_FLIGHT: text })).toEqual([expect.stringMatching(/^MAX_IN_FLIGHT: /)]);
});

test("waits for slow clients as long as it is told, but not for ever", () => {
  const told = { CLIENT_HEAD_TIMEOUT: "5s", CLIENT_IDLE_TIMEOUT: "2m" };

  expect(parseEnv(good).clientTimeouts).toEqual({ headMs: 15_000, idleMs: 60_000 });
  expect(parseEnv({ ...good, ...told }).clientTimeouts).toEqual({ headMs: 5000, idleMs: 120_000 });
  expect(faultsOf({ CLIENT_IDLE_TIMEOUT: "0" })).toEqual([
    "CLIENT_IDLE_TIMEOUT: is no duration such as 500ms, 30s or 5m",
  ]);
});

test("takes an empty value for an unset one", () => {
  expect(parseEnv({ ...good, LOG_LEVEL: "", TRUSTED_PROXIES: "" }).logLevel).toBe("info");
  expect(faultsOf({ JWT_SECRET: "" })).toEqual(["JWT_SECRET: is required but not set"]);
});

test("names everything that is missing, each as missing", () => {
  const missing = { JWT_SECRET: undefined, NEXTAUTH_URL: undefined, NEXTAUTH_SECRET: undefined };

  expect(faultsOf(missing)).toEqual([
    "JWT_SECRET: is required but not set",
    "NEXTAUTH_URL: is required but not set",
    "NEXTAUTH_SECRET: is required but not set",
  ]);
});

test("does not call a variable missing that is set to something wrong", () => {
  const [fault] = faultsOf({ PORT: "abc" });

  expect(fault).toMatch(/^PORT: (?!is required)/);
});

test("lists the faults of single variables and of their combinations together", () => {
  const faults = faultsOf({
    JWT_SECRET: "short",
    LOG_LEVEL: "loud",
    TRUSTED_PROXIES: "10.0.0.0/8,nonsense",
    AUTH_OIDC_ISSUER: "https://id.example",
    AUTH_DEMO: "1",
    NODE_ENV: "production",
  });

  expect(faults.map((fault) => fault.split(/[:,]/)[0])).toEqual([
    ...["JWT_SECRET", "TRUSTED_PROXIES", "LOG_LEVEL", "AUTH_OIDC_ISSUER", "AUTH_DEMO"],
  ]);
});

test.each([
  ["PORT"],
  ["GATEWAY_LANE"],
  ["JWT_SECRET"],
  ["JWT_SECRET_PREVIOUS"],
  ["NEXTAUTH_URL"],
  ["AUTH_OIDC_ISSUER"],
  ["AUTH_DEMO"],
  ["UPSTASH_REDIS_REST_URL"],
  ["REDIS_URL"],
  ["TRUSTED_PROXIES"],
  ["CLIENT_ADDRESS_HEADER"],
  ["LOG_LEVEL"],
])("refuses nonsense in %s without showing it", (name) => {
  const faults = faultsOf({ [name]: "s3cret value" });

  expect(faults.join("\n")).toContain(name);
  expect(faults.join("\n")).not.toContain("s3cret");
});

test.each(["31 bytes are not enough, really", "x".repeat(31), "é".repeat(15)])(
  "refuses the signing secret %j, which is shorter than 32 bytes",
  (secret) => {
    expect(faultsOf({ JWT_SECRET: secret })).toEqual(["JWT_SECRET: must be at least 32 bytes"]);
  },
);

test("counts a secret in bytes", () => {
  expect(faultsOf({ JWT_SECRET: "é".repeat(16) })).toEqual([]);
});

test.each(["10.0.0", "10", "0x7f.1", "10.0.0.0/33", "10.0/8", "::1/129", "localhost", "1.2.3.4/"])(
  "refuses %s as a trusted proxy, and says which entry it is",
  (range) => {
    expect(faultsOf({ TRUSTED_PROXIES: `::1, ${range}` })).toEqual([
      "TRUSTED_PROXIES, entry 2: is neither an address nor a CIDR range",
    ]);
  },
);

test("takes the OpenID provider whole or not at all", () => {
  const oidc = {
    AUTH_OIDC_ISSUER: "https://id.example",
    AUTH_OIDC_CLIENT_ID: "gateway",
    AUTH_OIDC_CLIENT_SECRET: "secret",
  };

  expect(parseEnv({ ...good, ...oidc }).oidc).toMatchObject({
    ...{ issuer: "https://id.example", clientId: "gateway", clientSecret: "secret" },
    ...{ orgClaim: "org_id", userClaim: "sub", roleClaim: "role" },
  });
  for (const name of Object.keys(oidc)) {
    expect(faultsOf({ ...oidc, [name]: undefined })).toHaveLength(1);
  }
});

test.each([
  [{}, null],
  [
    { REDIS_URL: "rediss://user:secret@redis.example:6380/1" },
    { kind: "tcp", url: "rediss://user:secret@redis.example:6380/1" },
  ],
  [
    { UPSTASH_REDIS_REST_URL: "https://eu1.upstash.example", UPSTASH_REDIS_REST_TOKEN: "secret" },
    { kind: "rest", url: "https://eu1.upstash.example", token: "secret" },
  ],
])("reads where replicas share state from %j", (variables, store) => {
  expect(parseEnv({ ...good, ...variables }).store).toEqual(store);
});

test("refuses two shared stores, and half of one", () => {
  const rest = { UPSTASH_REDIS_REST_URL: "https://eu1.upstash.example" };
  const token = { UPSTASH_REDIS_REST_TOKEN: "secret" };

  expect(faultsOf(rest)).toHaveLength(1);
  expect(faultsOf(token)).toHaveLength(1);
  expect(faultsOf({ ...rest, ...token, REDIS_URL: "redis://localhost" })).toHaveLength(1);
});

test("refuses demo accounts in production unless that is said twice", () => {
  const production = { NODE_ENV: "production", AUTH_DEMO: "1" };

  expect(faultsOf(production)).toHaveLength(1);
  expect(faultsOf({ ...production, AUTH_DEMO_IN_PRODUCTION: "0" })).toHaveLength(1);
  expect(faultsOf({ ...production, AUTH_DEMO_IN_PRODUCTION: "1" })).toEqual([]);
});
