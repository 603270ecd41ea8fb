import { Agent } from "undici";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeToken } from "#tests/support/tokens.ts";
import { rawValues, startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";
import { memoryStore } from "./cache/memory-store.ts";
import { Cancellation } from "./cancellation.ts";
import { trustProxies } from "./client/client-address.ts";
import { parseConfig } from "./config/parse.ts";
import { createExchange, type Exchange } from "./exchange.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { headerValue } from "./header-list.ts";
import { memoryRevocations } from "./identity/memory-revocations.ts";
import type { RevocationTarget } from "./identity/revocation.ts";
import { createTokenVerifier } from "./identity/token.ts";
import { InFlight } from "./in-flight.ts";
import type { Parts } from "./pipeline/order.ts";
import { memoryLimiter } from "./ratelimit/memory-limiter.ts";
import { isStreaming, type Reply } from "./reply.ts";
import { readTarget } from "./routing/canonical-path.ts";
import { decodedUpstream } from "./upstream/decoded.ts";
import { dispatchUpstream } from "./upstream/dispatch.ts";
import { createUpstreamPools } from "./upstream/pools.ts";

const SECRET = "test-secret-test-secret-test-secret-1234";
const ROUTES = `
version: "1.0"
cors: { allowed_origins: ["https://partner.example"] }
routes:
  - { path: /api/v1/agents, method: GET, proxy_upstream: $SERVICE }
  - { path: /api/v1/agents, method: POST, proxy_upstream: $SERVICE, scopes: ["write:agents"] }
  - { path: "/api/v1/agents/{id}", method: PUT, proxy_upstream: $SERVICE }
  - { path: /api/v1/status, method: HEAD, proxy_upstream: $SERVICE, auth_required: false }
  - { path: /api/v1/status, method: GET, proxy_upstream: $SERVICE, auth_required: false }
  - path: /api/v1/scarce
    method: GET
    proxy_upstream: $SERVICE
    rate_limit: { requests: 1, window: 1h }
`;

let service: UpstreamServer;
let gateway: Gateway;
let agent: Agent;
let logged: Exchange[];
let bugs: unknown[];

beforeAll(async () => {
  service = await startUpstream();
  service.answerWith((response) => {
    response.writeHead(200, { "x-request-id": "theirs", "access-control-allow-origin": "*" });
    response.end('{"ok":true}');
  });
  agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  gateway = gatewayOf();
});
afterAll(async () => {
  await agent.destroy();
  await service.close();
});
beforeEach(() => {
  service.requests.length = 0;
  logged = [];
  bugs = [];
});

test("forwards a good request with the caller's identity and answers what the service says", async () => {
  const reply = await send("GET", "/api/v1/agents?b=2&a", await authorized());

  expect([reply.status, await textOf(reply)]).toEqual([200, '{"ok":true}']);
  const [received] = service.requests;
  expect(received?.target).toBe("/api/v1/agents?b=2&a");
  expect(rawValues(received?.rawHeaders ?? [], "x-org-id")).toEqual(["org-1"]);
  expect(received?.headers.authorization).toBeUndefined();
});

test("answers in its own name where the service used the gateway's headers", async () => {
  const reply = await send("GET", "/api/v1/agents", [
    ...(await authorized()),
    ...["X-Request-ID", "req-of-the-client", "Origin", "https://partner.example"],
  ]);

  expect(valuesOf(reply, "x-request-id")).toEqual(["req-of-the-client"]);
  expect(valuesOf(reply, "access-control-allow-origin")).toEqual(["https://partner.example"]);
});

test.each([
  ["GET", "/api/v1/agents", [], 401, "UNAUTHORIZED"],
  ["GET", "/api/v1/nothing", [], 404, "NOT_FOUND"],
  ["OPTIONS", "/api/v1/nothing", [], 404, "NOT_FOUND"],
  ["GET", "/api/v1/agents/", [], 404, "NOT_FOUND"],
  ["GET", "/api/v1//agents", [], 400, "BAD_REQUEST"],
  ["DELETE", "/api/v1/agents", [], 405, "METHOD_NOT_ALLOWED"],
  ["GET", "/api/v1/status", ["Via", "1.1 eloquent-gateway"], 502, "BAD_GATEWAY"],
])("answers %s %s %j with %i %s, logged once, the service never called", async (...row) => {
  const [method, path, headers, status, code] = row;

  const reply = await send(method, path, [...headers, "Origin", "https://partner.example"]);

  expect(reply.status).toBe(status);
  expect(JSON.parse(await textOf(reply))).toMatchObject({ error: { code } });
  expect(valuesOf(reply, "x-request-id")).toHaveLength(1);
  expect(valuesOf(reply, "access-control-allow-origin")).toHaveLength(1);
  expect(valuesOf(reply, "cache-control")).toEqual(["no-store"]);
  expect(logged).toHaveLength(1);
  expect(service.requests).toHaveLength(0);
});

test.each([
  ["/api/v1/agents", "GET, POST, HEAD, OPTIONS"],
  ["/api/v1/agents/7", "PUT, OPTIONS"],
])("names the methods of %s in Allow, whether it refuses one or is asked", async (path, allow) => {
  const refused = await send("PATCH", path);
  const asked = await send("OPTIONS", path);

  expect([refused.status, headerValue(refused.headers, "allow")]).toEqual([405, allow]);
  expect([asked.status, headerValue(asked.headers, "allow")]).toEqual([204, allow]);
  expect(asked.body).toBeNull();
});

test("serves HEAD by the GET route, as HEAD", async () => {
  const reply = await send("HEAD", "/api/v1/agents", await authorized());

  expect([reply.status, await textOf(reply)]).toEqual([200, ""]);
  expect(service.requests.map(({ method }) => method)).toEqual(["HEAD"]);
});

test("answers preflights by the path's methods before anybody is asked for a token", async () => {
  const asking = ["Access-Control-Request-Method", "POST"];

  const allowed = await send("OPTIONS", "/api/v1/agents", [
    ...["Origin", "https://partner.example", ...asking],
  ]);
  const refused = await send("OPTIONS", "/api/v1/agents", [
    "Origin",
    "https://evil.example",
    ...asking,
  ]);

  expect(allowed.status).toBe(204);
  expect(headerValue(allowed.headers, "access-control-allow-methods")).toBe(
    "GET, POST, HEAD, OPTIONS",
  );
  expect(refused.status).toBe(403);
  expect(refused.headers.filter((name) => /^access-control-/i.test(name))).toEqual([]);
  expect(headerValue(refused.headers, "vary")).toBe("Origin");
  expect([logged.length, service.requests.length]).toEqual([2, 0]);
});

test("refuses a missing scope before the service is called, naming it", async () => {
  const reply = await send("POST", "/api/v1/agents", await authorized(["read"]));

  expect(reply.status).toBe(403);
  expect(await textOf(reply)).toContain("write:agents");
  expect(headerValue(reply.headers, "www-authenticate")).toContain("insufficient_scope");
  expect(service.requests).toHaveLength(0);
});

test("tells what is left of a limit in every answer, and when to come back in the last", async () => {
  const headers = await authorized();

  const first = await send("GET", "/api/v1/scarce", headers);
  const second = await send("GET", "/api/v1/scarce", headers);

  expect([first.status, second.status]).toEqual([200, 429]);
  expect(headerValue(first.headers, "ratelimit")).toMatch(/;r=0;t=\d+$/);
  expect(headerValue(second.headers, "ratelimit-policy")).toMatch(/;q=1;w=3600$/);
  expect(Number(headerValue(second.headers, "retry-after"))).toBeGreaterThan(0);
});

test("takes nobody's identity on a route without auth, however it is claimed", async () => {
  await send("GET", "/api/v1/status", [
    ...["X-Org-ID", "evil", "x_user_id", "evil", "X.User.Role", "admin"],
    ...["Authorization", "Bearer nonsense"],
  ]);

  const names = service.requests[0]?.rawHeaders.map((name) => name.toLowerCase()) ?? [];
  expect(names.filter((name) => /^x[-_.](org|user)/.test(name))).toEqual([]);
  expect(names).not.toContain("authorization");
});

test("says 503 while the service refuses connections, and recovers with it", async () => {
  const headers = await authorized();
  await service.close();

  const down = await send("GET", "/api/v1/agents", headers);
  await service.reopen();
  const up = await send("GET", "/api/v1/agents", headers);

  expect([down.status, up.status]).toEqual([503, 200]);
  expect(logged[0]?.upstream).toMatchObject({ attempts: 2 });
});

test("answers a bug in a part with 500, shows nothing of it and logs it", async () => {
  const broken = gatewayOf({
    limiter: {
      hit: () => {
        throw new Error("secret of the bug");
      },
    },
  });

  const reply = await send("GET", "/api/v1/agents", await authorized(), broken);

  expect(reply.status).toBe(500);
  expect(JSON.stringify(reply)).not.toContain("secret");
  expect(logged[0]?.refusal).toMatchObject({ reason: "internal" });
});

test("gives the answer in spite of a bug in the access log, and reports that", async () => {
  const broken = gatewayOf({
    record: () => {
      throw new Error("secret of the bug");
    },
  });

  const reply = await send("GET", "/api/v1/status", ["Origin", "https://partner.example"], broken);

  expect(reply.status).toBe(200);
  expect(valuesOf(reply, "x-request-id")).toHaveLength(1);
  expect(valuesOf(reply, "access-control-allow-origin")).toHaveLength(1);
  expect(bugs).toHaveLength(1);
});

const REVOKED: [RevocationTarget, number, string, RegExp | null][] = [
  [{ kind: "user", orgId: "org-1", userId: "user-1" }, 401, "UNAUTHORIZED", /invalid_token/],
  [{ kind: "org", orgId: "org-1" }, 403, "FORBIDDEN", null],
];

test.each(REVOKED)("refuses a token that was good before %j was revoked", async (...row) => {
  const [target, status, code, challenge] = row;
  const revocations = memoryRevocations();
  const revocable = gatewayOf({ revocations });
  const headers = await authorized();
  const before = await send("GET", "/api/v1/agents", headers, revocable);

  await revocations.revoke(target, 0);
  const after = await send("GET", "/api/v1/agents", headers, revocable);
  const anew = await send("GET", "/api/v1/agents", await authorized(["read"]), revocable);

  expect([before.status, after.status, anew.status]).toEqual([200, status, status]);
  expect(JSON.parse(await textOf(after))).toMatchObject({ error: { code } });
  if (challenge !== null) expect(valuesOf(after, "www-authenticate")[0]).toMatch(challenge);
  expect(service.requests).toHaveLength(1);
});

test("refuses every route to requests that came round the lane that routes", async () => {
  const reply = await gateway.refuse(exchangeOf("GET", "/api/v1/status", []));

  expect(reply.status).toBe(404);
  expect(service.requests).toHaveLength(0);
});

function gatewayOf(changes: Partial<Parts> = {}): Gateway {
  const parsed = parseConfig(ROUTES, { file: "routes.yaml", env: { SERVICE: service.url } });
  if (!parsed.ok) throw new Error(parsed.faults.map(({ message }) => message).join("\n"));
  return createGateway(parsed.config, {
    tokens: createTokenVerifier({ secret: SECRET, previousSecrets: [] }),
    revocations: memoryRevocations(),
    limiter: memoryLimiter(),
    cache: memoryStore(1024 ** 2),
    upstreams: { route: decodedUpstream(dispatchUpstream(agent)), direct: dispatchUpstream(agent) },
    pools: createUpstreamPools({ inFlightMax: 500, report: () => undefined }),
    inFlight: new InFlight(2000),
    signer: null,
    isTrustedProxy: trustProxies([]),
    clientAddressHeader: null,
    publicOrigin: "https://app.example",
    isSampled: () => false,
    record: (exchange) => {
      logged.push(exchange);
      exchange.onClosed = () => undefined;
    },
    reportBug: (error) => bugs.push(error),
    ...changes,
  });
}

function exchangeOf(method: string, target: string, headers: readonly string[]): Exchange {
  return createExchange({
    ...{ method, rawTarget: target, target: readTarget(target), headFault: null },
    ...{ headers: ["Host", "app.example", ...headers], peerAddress: "192.0.2.1", lane: "direct" },
    ...{ cancellation: new Cancellation(), body: null },
  });
}

async function send(
  method: string,
  target: string,
  headers: readonly string[] = [],
  to: Gateway = gateway,
): Promise<Reply> {
  return to.handle(exchangeOf(method, target, headers));
}

async function authorized(scopes: readonly string[] = ["write:agents"]): Promise<string[]> {
  return ["Authorization", `Bearer ${await makeToken({ secret: SECRET, claims: { scopes } })}`];
}

async function textOf({ body }: Reply): Promise<string> {
  if (!isStreaming(body)) return body === null ? "" : Buffer.from(body).toString();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function valuesOf({ headers }: Reply, name: string): string[] {
  return rawValues(headers, name);
}
