import { expect, test } from "vitest";
import {
  authorized,
  exchangeOf,
  startGatewayOnService,
  textOf,
  valuesOf,
} from "#tests/support/gateway-on-service.ts";
import { headerValue } from "./header-list.ts";
import { memoryRevocations } from "./identity/memory-revocations.ts";
import type { RevocationTarget } from "./identity/revocation.ts";

const { gateway, gatewayOf, logged, send, service } = await startGatewayOnService();

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
