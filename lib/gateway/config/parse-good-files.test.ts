import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { GUIDE, parsed } from "#tests/config/good-files.ts";

test("the guide's own example loads unchanged", () => {
  const config = parsed(GUIDE);

  expect(config.publicPaths).toEqual(["/health", "/ready", "/api/v1/docs"]);
  expect(config.routes.map(({ method, path, scopes }) => [method, path, scopes])).toEqual([
    ["GET", "/api/v1/agents", []],
    ["POST", "/api/v1/agents", ["write:agents"]],
    ["PUT", "/api/v1/agents/{id}", ["write:agents"]],
  ]);
  expect(config.scopeCatalogue).toEqual(["read", "write", "write:agents"]);
  expect([...config.roles]).toEqual([
    ["viewer", ["read"]],
    ["user", ["read", "write", "write:agents"]],
    ["admin", ["read", "write", "write:agents"]],
  ]);
});

test("the platform's own routes.yaml loads, and keeps writing from viewers", () => {
  const config = parsed(readFileSync(new URL("../../../routes.yaml", import.meta.url), "utf8"));

  const written = config.routes.filter(({ method }) => method !== "GET");
  expect(written.length).toBeGreaterThan(9);
  for (const { scopes } of written) {
    expect(scopes.some((scope) => config.roles.get("viewer")?.includes(scope))).toBe(false);
    expect(scopes.every((scope) => config.roles.get("user")?.includes(scope))).toBe(true);
  }
});

test("aliases stand for what is anchored", () => {
  const config = parsed(`version: "1.0"
routes:
  - { path: /api/v1/a, method: GET, proxy_upstream: &up http://a, scopes: &write [write:a] }
  - { path: /api/v1/b, method: GET, proxy_upstream: *up, scopes: *write }`);

  expect(config.routes[1]).toMatchObject({ scopes: ["write:a"], upstream: { urls: ["http://a"] } });
});

test("one shape may have a route for each method, and static beside placeholder", () => {
  const config = parsed(`version: "1.0"
routes:
  - { path: "/api/v1/a/{id}", method: GET, proxy_upstream: http://a }
  - { path: "/api/v1/a/{id}", method: PUT, proxy_upstream: http://a }
  - { path: "/api/v1/a/new", method: GET, proxy_upstream: http://a }
  - { path: "/api/v1/a/{rest*}", method: GET, proxy_upstream: http://a }`);

  expect(config.routes).toHaveLength(4);
});

test("windows line ends and a byte order mark are no faults", () => {
  expect(parsed(`\ufeff${GUIDE.replaceAll("\n", "\r\n")}`).routes).toHaveLength(3);
});
