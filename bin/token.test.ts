import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runGateway } from "#tests/support/command.ts";
import { GOOD_ROUTES, routesFolder } from "#tests/support/routes-folder.ts";
import { createTokenVerifier } from "../lib/gateway/identity/token.ts";

const SECRET = "test-secret-test-secret-test-secret-1234";
const folder = routesFolder();

test.concurrent("routes lists all, or those that a role may call", async () => {
  const all = await folder.run("routes");
  const viewers = await folder.json("routes --role viewer --json");

  expect(all.stdout.split("\n")[0]).toMatch(/^METHOD +PATH +NEEDS/);
  expect(all.stdout).toMatch(/POST +\/api\/v1\/agents +write:agents +600\/60s per user/);
  expect(viewers.map(({ method, path }: Route) => `${method} ${path}`)).toEqual([
    ...["GET /api/v1/agents", "GET /api/v1/{rest*}"],
  ]);
});

test.concurrent("token makes what the gateway accepts, with the role's scopes, and nothing else on standard output", async () => {
  const { code, stderr, stdout } = await folder.run("token --role user --org acme", {
    JWT_SECRET: SECRET,
  });

  const verifier = createTokenVerifier({ secret: SECRET, previousSecrets: [] });
  const identity = await verifier.verify(stdout.trim());
  expect(code).toBe(0);
  expect(identity).toMatchObject({ orgId: "acme", role: "user", scopes: ["read", "write:agents"] });
  expect(stderr).toContain("write:agents");
});

test.concurrent("token reads the secret that make dev wrote", async () => {
  const directory = join(folder.cwd, "developed");
  mkdirSync(directory);
  writeFileSync(join(directory, "routes.yaml"), GOOD_ROUTES);
  writeFileSync(join(directory, ".env.local"), `JWT_SECRET=${SECRET}\n`);

  const { code, stdout } = await runGateway(["token", "--role", "user", "--org", "acme"], {
    ...{ cwd: directory, entry: "bin/gateway.mjs" },
  });

  const verifier = createTokenVerifier({ secret: SECRET, previousSecrets: [] });
  expect(code).toBe(0);
  expect(await verifier.verify(stdout.trim())).toMatchObject({ orgId: "acme" });
});

test.concurrent("refuses to make tokens in production", async () => {
  const { code, stderr, stdout } = await folder.run("token --role user --org acme", {
    ...{ JWT_SECRET: SECRET, NODE_ENV: "production" },
  });

  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("in development only");
});

type Route = { readonly method: string; readonly path: string };
