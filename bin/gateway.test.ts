import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { runGateway } from "#tests/support/command.ts";
import { routesFolder, SERVICE } from "#tests/support/routes-folder.ts";

const folder = routesFolder();

test.concurrent("starts by the launcher as npx does, passing parameters and exit code on", async () => {
  const { code, stdout } = await runGateway(["diff", "routes.yaml", "looser.yaml"], {
    ...{ cwd: folder.cwd, entry: "bin/gateway.mjs" },
  });

  expect([code, stdout]).toEqual([1, expect.stringContaining("Lets more in")]);
});

test.concurrent("is what package.json offers to npx and npm run", () => {
  const { bin, scripts } = JSON.parse(readFileSync(resolve("package.json"), "utf8"));

  expect([bin.gateway, scripts.gateway]).toEqual(["bin/gateway.mjs", "node bin/gateway.mjs"]);
});

test.concurrent.each([
  ["frobnicate", "unknown command 'frobnicate'"],
  ["chekc", "unknown command 'chekc' (Did you mean check?)"],
  ["", "say which command"],
  ["check --srtict", "unknown option '--srtict' (Did you mean --strict?)"],
  ["check missing.yaml", "missing.yaml cannot be read: ENOENT"],
  ["explain GET", "missing required argument 'url'"],
  ["explain FETCH /api/v1/agents", "FETCH is no HTTP method"],
  ["explain GET api/v1/agents", "api/v1/agents is no URL"],
  ["explain GET ftp://host/api", "ftp://host/api is no URL"],
  ["explain GET /api/v1/agents --role root", "no role is called root: viewer, user"],
  ["explain GET /api/v1/agents --role user --anonymous", "option '--role <role>' cannot be used"],
  ["explain GET /api/v1/agents --header nonsense", '"nonsense" is no header'],
  ["explain GET /api/v1/agents --from nowhere", "nowhere is no IP address"],
  [
    "explain GET /api/v1/agents --routes faulty.yaml",
    "faulty.yaml has faults: line 8: routes[1].method",
  ],
  ["explain GET /api/v1/agents --routes syntax.yaml", "syntax.yaml has faults: line 1"],
  ["diff routes.yaml", "missing required argument 'new'"],
  ["diff routes.yaml missing.yaml", "missing.yaml cannot be read"],
  ["routes --role root", "no role is called root"],
  ["token --role user", "required option '--org <id>' not specified"],
  ["token --role user --org acme", "JWT_SECRET is not set"],
  ["revoke", "say which command"],
  ["revoke user acme", "missing required argument 'user'"],
  ["revoke org acme --for ever", "ever is no duration"],
  ["revoke org acme", "no Redis is configured: only this command's own memory would know"],
])("refuses `gateway %s` in one line with a hint, and ends with 2", async (parameters, message) => {
  const { code, stderr, stdout } = await folder.run(parameters);

  const [line, hint, ...more] = stderr.trimEnd().split("\n");
  expect([code, stdout]).toEqual([2, ""]);
  expect(line).toContain(`gateway: ${message}`);
  expect(hint).toMatch(/^[A-Z].*\.$/);
  expect(more).toEqual([]);
});

test.concurrent("refuses a URL with a blank, which no client could send", async () => {
  const { code, stderr } = await folder.run(["explain", "GET", "/api/v1/a b"], SERVICE);

  expect([code, stderr]).toEqual([2, expect.stringContaining("has a blank in it")]);
});

test.concurrent("refuses an environment that cannot be used, naming the variable and not its value", async () => {
  const { code, stderr } = await folder.run("routes", { JWT_SECRET: "short" });

  expect(code).toBe(2);
  expect(stderr).toContain("JWT_SECRET: must be at least 32 bytes");
  expect(stderr).not.toContain("short");
});

test.concurrent("colours nothing where nobody looks, and where NO_COLOR says so", async () => {
  const plain = await folder.run("routes", SERVICE);
  const forced = await folder.run("routes", { ...SERVICE, FORCE_COLOR: "1" });
  const forbidden = await folder.run("routes", { ...SERVICE, NO_COLOR: "1" });

  expect([plain, forced, forbidden].map(({ stdout }) => stdout.includes("\u001b["))).toEqual([
    ...[false, true, false],
  ]);
});
