import { expect, test } from "vitest";
import { makeToken } from "#tests/support/tokens.ts";
import { parseConfig } from "../config/parse.ts";
import { STAGES } from "../telemetry/decision.ts";
import { type Caller, explain, isExplained, UnknownRoleError } from "./explain.ts";
import { rehearse } from "./rehearse.ts";

const SURROUNDINGS = {
  ...{ secret: "test-secret-test-secret-test-secret-1234", previousSecrets: [] },
  ...{ signingSecret: "signing-secret-signing-secret-signing-1", trustedProxies: [] },
  ...{ clientAddressHeader: null, publicOrigin: "https://gateway.example" },
};
const ROUTES = `
version: "1.0"
roles: { viewer: [read], user: [read, "write:agents"] }
routes:
  - { path: /api/v1/agents, method: GET, proxy_upstream: $SERVICE, cache_ttl: 60s, forward_headers: [cookie] }
  - { path: /api/v1/agents, method: POST, proxy_upstream: "\${SERVICE}/v2", scopes: ["write:agents"], sign: true }
  - { path: "/api/v1/agents/{id}", method: GET, proxy_upstream: $SERVICE, description: One agent }
  - { path: "/api/v1/{rest*}", method: GET, proxy_upstream: $SERVICE }
`;

const USER: Caller = { kind: "role", role: "user", orgId: "acme", userId: "u-1" };

test("says which route takes a request, whom it beat, and the exact call of the service", async () => {
  const { decision, params, rivals, route, routeIndex, upstream } = await explained({
    target: "/api/v1/agents/42?q=%2F",
  });

  expect(route).toEqual({ method: "GET", path: "/api/v1/agents/{id}", description: "One agent" });
  expect([routeIndex, params]).toEqual([2, ["42"]]);
  expect(rivals.map(({ path }) => path)).toEqual(["/api/v1/{rest*}"]);
  expect(upstream).toMatchObject({
    method: "GET",
    url: "http://agents.test/api/v1/agents/42?q=%2F",
  });
  expect(upstream?.headers).toEqual(
    expect.arrayContaining([
      { name: "Host", value: "agents.test" },
      { name: "X-Org-ID", value: "acme" },
      { name: "X-User-Role", value: "user" },
    ]),
  );
  expect(decision).toMatchObject({ status: 200, org: "acme", role: "user" });
});

test("gives a role the scopes that the configuration grants it", async () => {
  const asked = { method: "POST", target: "/api/v1/agents" };

  const viewer = await explained({ ...asked, caller: { ...USER, role: "viewer" } });
  const user = await explained(asked);

  expect([viewer.decision.code, user.decision.code]).toEqual(["INSUFFICIENT_SCOPE", null]);
  expect(viewer.upstream).toBeNull();
  expect(viewer.answer.body).toMatchObject({
    error: { code: "INSUFFICIENT_SCOPE", message: "The token lacks the scope write:agents" },
  });
  expect(user.upstream?.url).toBe("http://agents.test/v2/api/v1/agents");
});

test("explains a real token, and why a bad one is refused", async () => {
  const asked = { target: "/api/v1/agents" };

  const good = await explained({ ...asked, caller: { kind: "token", token: await makeToken() } });
  const bad = await explained({ ...asked, caller: { kind: "token", token: "a.b.c" } });
  const none = await explained({ ...asked, caller: { kind: "anonymous" } });

  expect(good.decision).toMatchObject({ status: 200, user: "user-1" });
  expect(bad.decision).toMatchObject({ status: 401, reason: "token_invalid" });
  expect(none.decision).toMatchObject({ status: 401, reason: "token_missing" });
});

test("names the bucket of the limit and every part of the cache's key", async () => {
  const { cacheKey, rateKey } = await explained({ target: "/api/v1/agents?a=1" });

  expect(rateKey).toBe("7:default4:user4:acme3:u-1");
  expect(cacheKey).toEqual(
    expect.arrayContaining([
      { name: "shared by", value: "one user" },
      { name: "path", value: "/api/v1/agents" },
      { name: "query", value: "?a=1" },
    ]),
  );
});

test("shows no token, cookie or signature anywhere", async () => {
  const token = await makeToken({ claims: { scopes: ["write:agents"] } });
  const caller = { kind: "token", token } as const;
  const headers = ["Cookie", "theme=s3cret", "X-Api-Key", "s3cret"];

  const cached = await explained({ target: "/api/v1/agents", headers, caller });
  const signed = await explained({ method: "POST", target: "/api/v1/agents", headers, caller });

  expect(JSON.stringify([cached, signed])).not.toContain("s3cret");
  expect(JSON.stringify([cached, signed])).not.toContain(token);
  expect(JSON.stringify(signed)).not.toMatch(/v1=[0-9a-f]/);
  expect(cached.upstream?.headers).toContainEqual({ name: "cookie", value: "••••••" });
  expect(cached.cacheKey).toContainEqual({ name: "header cookie", value: "••••••" });
  expect(signed.upstream?.headers).toContainEqual({ name: "X-Gateway-Signature", value: "••••••" });
});

test("explains a refused path and a missing route without a route", async () => {
  const refused = await explained({ target: "/api/v1//agents" });
  const missing = await explained({ method: "DELETE", target: "/api/v1/agents" });

  expect(refused).toMatchObject({ route: null, rivals: [], decision: { status: 400, path: "" } });
  expect(missing).toMatchObject({ route: null, decision: { status: 405 } });
  expect(missing.rivals.map(({ method, path }) => `${method} ${path}`)).toEqual([
    ...["GET /api/v1/agents", "POST /api/v1/agents", "GET /api/v1/{rest*}"],
  ]);
});

test("refuses a role that the configuration does not know, naming those it does", async () => {
  const asking = explained({ target: "/api/v1/agents", caller: { ...USER, role: "root" } });

  await expect(asking).rejects.toThrow(UnknownRoleError);
  await expect(asking).rejects.toThrow("no role is called root: viewer, user");
});

test.each([
  ["/api/v1/agents", true],
  ["/api/v1//agents", true],
  ["/api/v1/docs", false],
  ["/console", false],
  ["/", false],
])("knows whether %s is the gateway's to explain", (target, expected) => {
  expect(isExplained(target)).toBe(expected);
});

test("knows every stage of the pipeline, in its order", async () => {
  const config = configOf(ROUTES.replace("cache_ttl: 60s", "scopes: [read]"));
  const write = { ...arriving({ method: "POST", target: "/api/v1/agents" }), method: "POST" };
  const cached = configOf(ROUTES.replace("forward_headers: [cookie]", "scopes: [read]"));

  const entered = await Promise.all([
    rehearse(config, await signedIn(write), SURROUNDINGS),
    rehearse(cached, await signedIn(write), SURROUNDINGS),
    rehearse(cached, await signedIn(arriving({ target: "/api/v1/agents" })), SURROUNDINGS),
  ]);

  const names = new Set(entered.flatMap(({ exchange }) => exchange.passage.names));
  expect(STAGES.filter((stage) => !names.has(stage))).toEqual([]);
  expect([...names].filter((name) => !STAGES.some((stage) => stage === name))).toEqual([]);
  for (const { exchange } of entered) {
    const { names } = exchange.passage;
    expect(names).toEqual(STAGES.filter((stage) => names.includes(stage)));
  }
});

type Asking = {
  readonly method?: string;
  readonly target: string;
  readonly headers?: readonly string[];
  readonly caller?: Caller;
};

function explained({ caller = USER, ...asking }: Asking) {
  return explain(configOf(ROUTES), { ...arriving(asking), caller }, SURROUNDINGS);
}

function arriving({ method = "GET", target, headers = [] }: Asking) {
  return { method, target, headers, peerAddress: "127.0.0.1", lane: "direct" as const };
}

async function signedIn(request: ReturnType<typeof arriving>) {
  const token = await makeToken({ claims: { scopes: ["read", "write:agents"] } });
  return { ...request, headers: ["Authorization", `Bearer ${token}`] };
}

function configOf(text: string) {
  const env = { SERVICE: "http://agents.test", GATEWAY_SIGNING_SECRET: "set" };
  const parsed = parseConfig(text, { file: "routes.yaml", env });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.config;
}
