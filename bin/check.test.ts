import { expect, test } from "vitest";
import { GOOD_ROUTES, routesFolder, SERVICE } from "#tests/support/routes-folder.ts";

const folder = routesFolder();

test.concurrent("check is content with a good file, and says how it looks", async () => {
  const { code, stderr, stdout } = await folder.run("check", SERVICE);

  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toBe("routes.yaml: good\n");
});

test.concurrent("check tells all faults with line, column and a caret, and ends with 1", async () => {
  const { code, stdout } = await folder.run("check faulty.yaml", SERVICE);

  expect(code).toBe(1);
  expect(stdout).toContain("faulty.yaml:8:13  error fault\n  routes[1].method: must be GET, HEAD");
  expect(stdout).toContain("    8 |     method: POTS\n      |             ^\n");
  expect(stdout).toContain("faulty.yaml:9:5  error fault\n");
  expect(stdout).toContain("did you mean cache_ttl?\n    9 |     cache_tll: 5m\n      |     ^\n");
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("faulty.yaml: not good, 2 errors");
});

test.concurrent("check tells missing variables beside other faults, unless told not to", async () => {
  const all = await folder.json("check faulty.yaml --json");
  const some = await folder.json("check faulty.yaml --json --ignore-env");

  expect(all.findings.map(({ id, line }: Finding) => [id, line])).toEqual([
    ["environment-missing", 6],
    ["fault", 8],
    ["fault", 9],
  ]);
  expect(some.findings.map(({ id }: Finding) => id)).toEqual(["fault", "fault"]);
});

test.concurrent("check ends with 0 on warnings, with 1 when they are to count", async () => {
  const lenient = await folder.run("check looser.yaml", SERVICE);
  const strict = await folder.run("check looser.yaml --strict", SERVICE);

  expect([lenient.code, strict.code]).toEqual([0, 1]);
  expect(lenient.stdout).toContain("looser.yaml:8:13  warning write-without-scopes\n");
  expect(lenient.stdout).toContain("looser.yaml: good, 2 warnings\n");
});

test.concurrent("check takes the file that GATEWAY_ROUTES names", async () => {
  const { stdout } = await folder.run("check", { ...SERVICE, GATEWAY_ROUTES: "looser.yaml" });

  expect(stdout).toContain("looser.yaml: good");
});

test.concurrent("check shows the line of a fault that is in a service's description", async () => {
  folder.write("openapi/agents.yaml", "openapi: 3.1.0\ninfo: 7\npaths: {}\n");
  folder.write(
    "described.yaml",
    GOOD_ROUTES.replace("$SERVICE\n", "$SERVICE\n    openapi: ./openapi/agents.yaml\n"),
  );

  const { code, stdout } = await folder.run("check described.yaml", SERVICE);

  expect(code).toBe(1);
  expect(stdout).toContain("openapi/agents.yaml:2:");
  expect(stdout).toContain("    2 | info: 7\n");
});

type Finding = { readonly id: string; readonly line: number };
