import { expect, test } from "vitest";
import { parseConfig } from "#lib/gateway/config/parse.ts";
import { isFound, routeLine } from "./route-line.ts";

const FILE = `
version: "1.0"
routes:
  - { path: /api/v1/agents, method: GET, proxy_upstream: $AGENTS, cache_ttl: 60s, cache_scope: org }
  - { path: /api/v1/agents, method: POST, proxy_upstream: $AGENTS, scopes: [write:agents], rate_limit: off }
  - { path: /api/v1/keys, method: GET, proxy_upstream: $AGENTS, allowed_roles: [admin], description: Secret keys }
`;

function lines(role: string, scopes: readonly string[]) {
  const env = { AGENTS: "http://10.1.2.3:8080" };
  const result = parseConfig(FILE, { file: "routes.yaml", env });
  if (!result.ok) throw new Error("the test's routes are not valid");
  return result.config.routes.map((route) => routeLine(route, { role, scopes }));
}

test("says which routes somebody may call, and what they lack for the others", () => {
  expect(lines("user", ["read"]).map(({ refusal }) => refusal)).toEqual([
    ...[null, "You lack write:agents", "Not for user"],
  ]);
  expect(lines("admin", ["write:agents"]).map(({ refusal }) => refusal)).toEqual([
    null,
    null,
    null,
  ]);
});

test("says limits and caching in words, and never where a service runs", () => {
  const [list, create] = lines("user", []);

  expect(list).toMatchObject({ limit: "600 per 60 s per user", cache: "60 s per org" });
  expect(create).toMatchObject({ limit: "no limit", cache: "–", upstream: "AGENTS" });
  expect(JSON.stringify(lines("user", []))).not.toContain("10.1.2.3");
});

test("is found by method, path, description, scope and upstream", () => {
  const all = lines("user", []);
  const found = (text: string) => all.filter((line) => isFound(line, text)).length;

  expect(["post", "WRITE:agents", "secret", "/keys", "agents", ""].map(found)).toEqual([
    ...[1, 1, 1, 1, 3, 3],
  ]);
  expect(found("nowhere")).toBe(0);
});
