import { expect, test } from "vitest";
import { routesFile } from "#tests/support/routes-file.ts";
import { expectExit } from "./expect-exit.ts";

const routes = routesFile({
  routes: [{ path: "/api/v1/items", proxy_upstream: "http://127.0.0.1:9" }],
});
const SHORT = "only-thirty-one-bytes-of-secret";

test.each([
  ["JWT_SECRET", "a missing secret", { JWT_SECRET: "" }],
  ["JWT_SECRET", "a short secret", { JWT_SECRET: SHORT }],
  ["JWT_SECRET_PREVIOUS", "a short secret of before", { JWT_SECRET_PREVIOUS: SHORT }],
  ["NEXTAUTH_SECRET", "a missing secret of sessions", { NEXTAUTH_SECRET: "" }],
  ["NEXTAUTH_URL", "a URL that is none", { NEXTAUTH_URL: "app.example" }],
  ["TRUSTED_PROXIES", "a range that is none", { TRUSTED_PROXIES: "10.0.0.0/99" }],
  ["GATEWAY_LANE", "a lane that is none", { GATEWAY_LANE: "fast" }],
  ["AUTH_DEMO", "demo accounts in production", { AUTH_DEMO: "1" }],
])("ends with 78 and names %s for %s, never a value of a secret", async (name, _, env) => {
  const output = await expectExit({ routes, env }, 78);

  expect(output).toContain(name);
  expect(output).not.toContain(SHORT);
  expect(output).not.toMatch(/\bat .*:\d+:\d+/);
});

test("tells everything that is wrong at once", async () => {
  const env = { JWT_SECRET: "", NEXTAUTH_URL: "app.example", LOG_LEVEL: "loud" };

  const output = await expectExit({ routes, env }, 78);

  for (const name of Object.keys(env)) expect(output).toContain(name);
});
