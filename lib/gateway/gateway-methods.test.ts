import { expect, test } from "vitest";
import { authorized, startGatewayOnService, textOf } from "#tests/support/gateway-on-service.ts";
import { headerValue } from "./header-list.ts";

const { logged, send, service } = await startGatewayOnService();

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
