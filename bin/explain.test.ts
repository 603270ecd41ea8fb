import { expect, test } from "vitest";
import { routesFolder, SERVICE } from "#tests/support/routes-folder.ts";
import { makeToken } from "#tests/support/tokens.ts";

const SECRET = "test-secret-test-secret-test-secret-1234";
const folder = routesFolder();

test.concurrent("explain says route, rivals, stages, keys and the exact call, without sending it", async () => {
  const { code, stdout } = await folder.run(
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
  const { decision, answer, upstream, line } = await folder.json(
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

  const good = await folder.run(asking, { ...SERVICE, JWT_SECRET: SECRET });
  const bad = await folder.run(asking, { ...SERVICE, JWT_SECRET: SECRET.replace("t", "x") });
  const none = await folder.run(asking, SERVICE);

  expect(good.stdout).toContain("user user-1 of org-1, role user\n200\n");
  expect(bad.stdout).toContain("401 UNAUTHORIZED");
  expect(bad.stdout).toContain("the signature is of no secret of ours");
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("JWT_SECRET is not set") });
  expect(good.stdout + bad.stdout + none.stderr).not.toContain(token);
});

test.concurrent("explain takes whole URLs and headers as a client would send them", async () => {
  const { upstream } = await folder.json(
    [
      "explain",
      "GET",
      "http://me:s3cret@app.example/api/v1/é?q=ü#part",
      "--header",
      "x-custom: Zoë",
      "--json",
    ],
    SERVICE,
  );

  expect(upstream.url).toBe("http://service.test:8080/api/v1/%C3%A9?q=%C3%BC");
  expect(upstream.headers).toContainEqual({ name: "X-Forwarded-Host", value: "app.example" });
});

test.concurrent("explain says which addresses it had to make up", async () => {
  const { stdout } = await folder.run("explain GET /api/v1/status", {});

  expect(stdout).toContain("GET http://service.invalid/api/v1/status\n");
  expect(stdout).toContain("SERVICE is not set: the service's address is made up.\n");
});

test.concurrent("explain leaves the app's own pages to the app", async () => {
  const { code, stdout } = await folder.run("explain GET /console", SERVICE);

  expect([code, stdout]).toEqual([0, expect.stringContaining("the app answers it")]);
});
