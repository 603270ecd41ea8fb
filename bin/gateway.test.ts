import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runGateway } from "#tests/support/command.ts";
import { makeToken } from "#tests/support/tokens.ts";
import { createTokenVerifier } from "../lib/gateway/identity/token.ts";

const SECRET = "test-secret-test-secret-test-secret-1234";
const SERVICE = { SERVICE: "http://service.test:8080" };
const GOOD = `version: "1.0"
roles: { viewer: [read], user: [read, "write:agents"] }
routes:
  - path: /api/v1/agents
    method: GET
    proxy_upstream: $SERVICE
  - path: /api/v1/agents
    method: POST
    proxy_upstream: $SERVICE
    scopes: ["write:agents"]
  - path: /api/v1/{rest*}
    method: GET
    proxy_upstream: $SERVICE
    auth_required: false
`;
const FAULTY = GOOD.replace("method: POST", "method: POTS\n    cache_tll: 5m");
const LOOSER = GOOD.replace('\n    scopes: ["write:agents"]', "");

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "gateway-command-"));
  const files = { routes: GOOD, good: GOOD, faulty: FAULTY, looser: LOOSER, syntax: "a: [" };
  for (const [name, text] of Object.entries(files)) write(`${name}.yaml`, text);
});
afterAll(() => rmSync(cwd, { recursive: true }));

test.concurrent("check is content with a good file, and says how it looks", async () => {
  const { code, stderr, stdout } = await gateway("check", SERVICE);

  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toBe("routes.yaml: good\n");
});

test.concurrent("check tells all faults with line, column and a caret, and ends with 1", async () => {
  const { code, stdout } = await gateway("check faulty.yaml", SERVICE);

  expect(code).toBe(1);
  expect(stdout).toContain("faulty.yaml:8:13  error fault\n  routes[1].method: must be GET, HEAD");
  expect(stdout).toContain("    8 |     method: POTS\n      |             ^\n");
  expect(stdout).toContain("faulty.yaml:9:5  error fault\n");
  expect(stdout).toContain("did you mean cache_ttl?\n    9 |     cache_tll: 5m\n      |     ^\n");
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("faulty.yaml: not good, 2 errors");
});

test.concurrent("check tells missing variables beside other faults, unless told not to", async () => {
  const all = await json("check faulty.yaml --json");
  const some = await json("check faulty.yaml --json --ignore-env");

  expect(all.findings.map(({ id, line }: Finding) => [id, line])).toEqual([
    ["environment-missing", 6],
    ["fault", 8],
    ["fault", 9],
  ]);
  expect(some.findings.map(({ id }: Finding) => id)).toEqual(["fault", "fault"]);
});

test.concurrent("check ends with 0 on warnings, with 1 when they are to count", async () => {
  const lenient = await gateway("check looser.yaml", SERVICE);
  const strict = await gateway("check looser.yaml --strict", SERVICE);

  expect([lenient.code, strict.code]).toEqual([0, 1]);
  expect(lenient.stdout).toContain("looser.yaml:8:13  warning write-without-scopes\n");
  expect(lenient.stdout).toContain("looser.yaml: good, 2 warnings\n");
});

test.concurrent("check takes the file that GATEWAY_ROUTES names", async () => {
  const { stdout } = await gateway("check", { ...SERVICE, GATEWAY_ROUTES: "looser.yaml" });

  expect(stdout).toContain("looser.yaml: good");
});

test.concurrent("check shows the line of a fault that is in a service's description", async () => {
  mkdirSync(join(cwd, "openapi"));
  write("openapi/agents.yaml", "openapi: 3.1.0\ninfo: 7\npaths: {}\n");
  write(
    "described.yaml",
    GOOD.replace("$SERVICE\n", "$SERVICE\n    openapi: ./openapi/agents.yaml\n"),
  );

  const { code, stdout } = await gateway("check described.yaml", SERVICE);

  expect(code).toBe(1);
  expect(stdout).toContain("openapi/agents.yaml:2:");
  expect(stdout).toContain("    2 | info: 7\n");
});

test.concurrent("explain says route, rivals, stages, keys and the exact call, without sending it", async () => {
  const { code, stdout } = await gateway(
    "explain POST /api/v1/agents?x=%2F --role user --org acme --user u-1",
    SERVICE,
  );

  expect(code).toBe(0);
  expect(stdout).toContain("POST /api/v1/agents  user u-1 of acme, role user\n200\n");
  expect(stdout).toContain("POST /api/v1/agents  routes.yaml:7\n");
  expect(stdout).toContain('GET /api/v1/{rest*}  at "agents", fixed text goes before the rest');
  expect(stdout).toMatch(/✓ passed +authorize +The token must hold write:agents; it holds read/);
  expect(stdout).toContain("7:default4:user4:acme3:u-1");
  expect(stdout).toContain("POST http://service.test:8080/api/v1/agents?x=%2F\n");
  expect(stdout).toMatch(/X-Org-ID: +acme\n/);
});

test.concurrent("explain shows the envelope of a refusal, and sends nothing in words either", async () => {
  const { decision, answer, upstream, line } = await json(
    "explain POST /api/v1/agents --role viewer --json",
    SERVICE,
  );

  expect(decision).toMatchObject({ status: 403, code: "INSUFFICIENT_SCOPE" });
  expect(answer.body.error).toMatchObject({ message: "The token lacks the scope write:agents" });
  expect([upstream, line]).toEqual([null, 7]);
});

test.concurrent("explain verifies a given token, and never shows it", async () => {
  const token = await makeToken({ claims: { scopes: ["write:agents"] } });
  const asking = ["explain", "POST", "/api/v1/agents", "--token", token];

  const good = await run(asking, { ...SERVICE, JWT_SECRET: SECRET });
  const bad = await run(asking, { ...SERVICE, JWT_SECRET: SECRET.replace("t", "x") });
  const none = await run(asking, SERVICE);

  expect(good.stdout).toContain("user user-1 of org-1, role user\n200\n");
  expect(bad.stdout).toContain("401 UNAUTHORIZED");
  expect(bad.stdout).toContain("the signature is of no secret of ours");
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("JWT_SECRET is not set") });
  expect(good.stdout + bad.stdout + none.stderr).not.toContain(token);
});

test.concurrent("explain takes whole URLs and headers as a client would send them", async () => {
  const { upstream } = await json(
    ["explain", "GET", "http://app.example/api/v1/é?q=ü", "--header", "x-custom: Zoë", "--json"],
    SERVICE,
  );

  expect(upstream.url).toBe("http://service.test:8080/api/v1/%C3%A9?q=%C3%BC");
  expect(upstream.headers).toContainEqual({ name: "X-Forwarded-Host", value: "app.example" });
});

test.concurrent("explain says which addresses it had to make up", async () => {
  const { stdout } = await gateway("explain GET /api/v1/status", {});

  expect(stdout).toContain("GET http://service.invalid/api/v1/status\n");
  expect(stdout).toContain("SERVICE is not set: the service's address is made up.\n");
});

test.concurrent("explain leaves the app's own pages to the app", async () => {
  const { code, stdout } = await gateway("explain GET /console", SERVICE);

  expect([code, stdout]).toEqual([0, expect.stringContaining("the app answers it")]);
});

test.concurrent("diff ends with 1 on a loosening and with 0 on the way back", async () => {
  const there = await gateway("diff good.yaml looser.yaml");
  const back = await gateway("diff looser.yaml good.yaml");
  const same = await gateway("diff good.yaml good.yaml");

  expect([there.code, back.code, same.code]).toEqual([1, 0, 0]);
  expect(there.stdout).toContain(
    "Lets more in\n  POST /api/v1/agents  asks for no scope instead of",
  );
  expect(back.stdout).toContain("Lets less in\n");
  expect(same.stdout).toBe("Nothing changes for those who call.\n");
});

test.concurrent("diff writes Markdown in which no placeholder or pipe is markup", async () => {
  write(
    "added.yaml",
    `${GOOD}  - { path: "/api/v1/a|b_{id}", method: GET, proxy_upstream: $SERVICE }\n`.replace(
      "a|b_{id}",
      "a_b/{id}",
    ),
  );

  const { code, stdout } = await gateway("diff good.yaml added.yaml --markdown");

  expect(code).toBe(0);
  expect(stdout).toContain(
    "| GET /api/v1/a\\_b/\\{id\\} | now needs a token, for every role with no scope | `made-private` |",
  );
});

test.concurrent("diff gives programs every change by its id", async () => {
  const { isLooser, changes } = await json("diff good.yaml looser.yaml --json", {}, 1);

  expect(isLooser).toBe(true);
  expect(changes).toMatchObject([{ id: "scopes-loosened", effect: "looser" }]);
});

test.concurrent("routes lists all, or those that a role may call", async () => {
  const all = await gateway("routes");
  const viewers = await json("routes --role viewer --json");

  expect(all.stdout.split("\n")[0]).toMatch(/^METHOD +PATH +NEEDS/);
  expect(all.stdout).toMatch(/POST +\/api\/v1\/agents +write:agents +600\/60s per user/);
  expect(viewers.map(({ method, path }: Route) => `${method} ${path}`)).toEqual([
    ...["GET /api/v1/agents", "GET /api/v1/{rest*}"],
  ]);
});

test.concurrent("token makes what the gateway accepts, with the role's scopes, and nothing else on standard output", async () => {
  const { code, stderr, stdout } = await gateway("token --role user --org acme", {
    JWT_SECRET: SECRET,
  });

  const verifier = createTokenVerifier({ secret: SECRET, previousSecrets: [] });
  const identity = await verifier.verify(stdout.trim());
  expect(code).toBe(0);
  expect(identity).toMatchObject({ orgId: "acme", role: "user", scopes: ["read", "write:agents"] });
  expect(stderr).toContain("write:agents");
});

test.concurrent("token reads the secret that make dev wrote", async () => {
  const directory = join(cwd, "developed");
  mkdirSync(directory);
  writeFileSync(join(directory, "routes.yaml"), GOOD);
  writeFileSync(join(directory, ".env.local"), `JWT_SECRET=${SECRET}\n`);

  const { code, stdout } = await runGateway(["token", "--role", "user", "--org", "acme"], {
    ...{ cwd: directory, entry: "bin/gateway.mjs" },
  });

  const verifier = createTokenVerifier({ secret: SECRET, previousSecrets: [] });
  expect(code).toBe(0);
  expect(await verifier.verify(stdout.trim())).toMatchObject({ orgId: "acme" });
});

test.concurrent("starts by the launcher as npx does, passing parameters and exit code on", async () => {
  const { code, stdout } = await runGateway(["diff", "good.yaml", "looser.yaml"], {
    ...{ cwd, entry: "bin/gateway.mjs" },
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
  ["diff good.yaml", "missing required argument 'new'"],
  ["diff good.yaml missing.yaml", "missing.yaml cannot be read"],
  ["routes --role root", "no role is called root"],
  ["token --role user", "required option '--org <id>' not specified"],
  ["token --role user --org acme", "JWT_SECRET is not set"],
  ["revoke", "say which command"],
  ["revoke user acme", "missing required argument 'user'"],
  ["revoke org acme --for ever", "ever is no duration"],
  ["revoke org acme", "no Redis is configured: only this command's own memory would know"],
])("refuses `gateway %s` in one line with a hint, and ends with 2", async (parameters, message) => {
  const { code, stderr, stdout } = await gateway(parameters);

  const [line, hint, ...more] = stderr.trimEnd().split("\n");
  expect([code, stdout]).toEqual([2, ""]);
  expect(line).toContain(`gateway: ${message}`);
  expect(hint).toMatch(/^[A-Z].*\.$/);
  expect(more).toEqual([]);
});

test.concurrent("refuses a URL with a blank, which no client could send", async () => {
  const { code, stderr } = await run(["explain", "GET", "/api/v1/a b"], SERVICE);

  expect([code, stderr]).toEqual([2, expect.stringContaining("has a blank in it")]);
});

test.concurrent("refuses to make tokens in production", async () => {
  const { code, stderr, stdout } = await gateway("token --role user --org acme", {
    ...{ JWT_SECRET: SECRET, NODE_ENV: "production" },
  });

  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("in development only");
});

test.concurrent("refuses an environment that cannot be used, naming the variable and not its value", async () => {
  const { code, stderr } = await gateway("routes", { JWT_SECRET: "short" });

  expect(code).toBe(2);
  expect(stderr).toContain("JWT_SECRET: must be at least 32 bytes");
  expect(stderr).not.toContain("short");
});

test.concurrent("colours nothing where nobody looks, and where NO_COLOR says so", async () => {
  const plain = await gateway("routes", SERVICE);
  const forced = await gateway("routes", { ...SERVICE, FORCE_COLOR: "1" });
  const forbidden = await gateway("routes", { ...SERVICE, NO_COLOR: "1" });

  expect([plain, forced, forbidden].map(({ stdout }) => stdout.includes("\u001b["))).toEqual([
    ...[false, true, false],
  ]);
});

type Finding = { readonly id: string; readonly line: number };
type Route = { readonly method: string; readonly path: string };

function gateway(parameters: string, env: Readonly<Record<string, string>> = {}) {
  return run(parameters.split(" ").filter(Boolean), env);
}

function run(parameters: readonly string[], env: Readonly<Record<string, string>>) {
  return runGateway(parameters, { cwd, env });
}

async function json(
  parameters: string | readonly string[],
  env: Readonly<Record<string, string>> = {},
  expected?: number,
) {
  const list = typeof parameters === "string" ? parameters.split(" ") : parameters;
  const { code, stderr, stdout } = await run(list, env);
  expect(stderr).toBe("");
  if (expected !== undefined) expect(code).toBe(expected);
  return JSON.parse(stdout);
}

function write(name: string, text: string): void {
  writeFileSync(join(cwd, name), text);
}
