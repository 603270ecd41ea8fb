import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { bearer } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const ROUTES = [
  { path: "/api/v1/one", scopes: ["write:agents"] },
  { path: "/api/v1/all", scopes: ["read", "write:agents"] },
  { path: "/api/v1/any", scopes: ["read", "write:agents"], scopes_match: "any" },
  { path: "/api/v1/none" },
  { path: "/api/v1/roles", allowed_roles: ["admin", "Ops Team"] },
  { path: "/api/v1/both", allowed_roles: ["admin"], scopes: ["write:agents"] },
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES });
  const call = async (path: string, claims: Record<string, unknown>) =>
    gateway.send(path, { headers: await bearer({ claims }) });

  test.each([
    ["the scope", "/api/v1/one", ["write:agents"]],
    ["the scope among others", "/api/v1/one", ["read", "write:agents", "write"]],
    ["all scopes in another order", "/api/v1/all", ["write:agents", "read"]],
    ["one of any scopes", "/api/v1/any", ["write:agents"]],
    ["no scope where none is asked for", "/api/v1/none", []],
  ])("lets in who holds %s", async (_, path, scopes) => {
    expect((await call(path, { scopes })).status).toBe(200);
  });

  test.each([
    ["nothing", []],
    ["another scope", ["write:workflows"]],
    ["the scope's beginning", ["write"]],
    ["a longer scope", ["write:agents:all"]],
    ["the scope in capitals", ["WRITE:AGENTS"]],
    ["the scope with a blank", [" write:agents"]],
    ["several in one text", ["read write:agents"]],
    ["a wildcard", ["*"]],
    ["a wildcard of the kind", ["write:*"]],
  ])("refuses who holds %s", async (_, scopes) => {
    const answer = await call("/api/v1/one", { scopes });

    expect(expectEnvelope(answer, 403, "INSUFFICIENT_SCOPE")).toContain("write:agents");
    expect(answer.header("www-authenticate")).toBe(
      'Bearer realm="eloquent", error="insufficient_scope", scope="write:agents"',
    );
    expect(gateway.upstream.requests).toEqual([]);
  });

  test("names the missing scope, and in the challenge all that the route asks for", async () => {
    const answer = await call("/api/v1/all", { scopes: ["read"] });

    const message = expectEnvelope(answer, 403, "INSUFFICIENT_SCOPE");
    expect(message).toContain("write:agents");
    expect(message).not.toContain("read");
    expect(answer.header("www-authenticate")).toContain('scope="read write:agents"');
  });

  test("refuses who holds none of any scopes", async () => {
    expectEnvelope(await call("/api/v1/any", { scopes: ["write"] }), 403, "INSUFFICIENT_SCOPE");
  });

  test("refuses a token without scopes", async () => {
    const headers = await bearer({ without: ["scopes"] });

    expectEnvelope(await gateway.send("/api/v1/one", { headers }), 403, "INSUFFICIENT_SCOPE");
  });

  test.each(["admin", "Ops Team"])("lets the role %s in", async (role) => {
    expect((await call("/api/v1/roles", { role })).status).toBe(200);
  });

  test.each(["user", "Admin", "administrator", "admin,Ops Team"])(
    "refuses the role %s",
    async (role) => {
      expectEnvelope(await call("/api/v1/roles", { role }), 403, "FORBIDDEN");
      expect(gateway.upstream.requests).toEqual([]);
    },
  );

  test("refuses a token without a role where roles are named", async () => {
    const headers = await bearer({ without: ["role"] });

    expectEnvelope(await gateway.send("/api/v1/roles", { headers }), 403, "FORBIDDEN");
  });

  test("asks for the role and for the scope", async () => {
    const scopes = ["write:agents"];

    expectEnvelope(await call("/api/v1/both", { role: "user", scopes }), 403, "FORBIDDEN");
    expectEnvelope(
      await call("/api/v1/both", { role: "admin", scopes: [] }),
      403,
      "INSUFFICIENT_SCOPE",
    );
    expect((await call("/api/v1/both", { role: "admin", scopes })).status).toBe(200);
  });

  test("asks a caller without a token for one before it speaks of scopes", async () => {
    expectEnvelope(await gateway.send("/api/v1/one"), 401, "UNAUTHORIZED");
  });
});
