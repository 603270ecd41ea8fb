import { expect, test } from "vitest";
import {
  authorized,
  startGatewayOnService,
  textOf,
  valuesOf,
} from "#tests/support/gateway-on-service.ts";
import { rawValues } from "#tests/support/upstream.ts";

const { logged, send, service } = await startGatewayOnService();

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
