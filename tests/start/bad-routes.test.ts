import { expect, test } from "vitest";
import { expectExit } from "./expect-exit.ts";

const FAULTY = `version: "2.0"
public_paths: [/health, /api/v1/open]
routes:
  - path: /api/v1/agents
    metod: GET
    proxy_upstream: $UNSET_SERVICE_URL
  - path: /api/v2/agents
    method: GET
    proxy_upstream: http://127.0.0.1:9
    timeout: soon
  - path: /api/v1/open
    method: GET
    proxy_upstream: http://127.0.0.1:9
    auth_required: true
  - path: /api/v1/things
    method: GET
    proxy_upstream: http://127.0.0.1:9
    auth_required: false
    scopes: [read]
  - path: /api/v1/items/{id}
    method: GET
    proxy_upstream: http://127.0.0.1:9
  - path: /api/v1/items/{other}
    method: GET
    proxy_upstream: http://127.0.0.1:9
`;

// Line and column of each fault, and what is said of it.
const FAULTS = [
  [1, 10, /1\.0/],
  [4, 5, /method: is missing/],
  [5, 5, /did you mean method/],
  [6, 21, /UNSET_SERVICE_URL/],
  [7, 11, /\/api\/v1\//],
  [10, 14, /duration/],
  [14, 20, /public_paths/],
  [19, 13, /needs no token/],
  [23, 11, /same shape/],
] as const;

test("ends with 78 and tells every fault of routes.yaml with its line and column", async () => {
  const output = await expectExit({ routes: FAULTY }, 78);

  for (const [line, column, said] of FAULTS) {
    const told = output
      .split("\n")
      .filter((text) => text.includes(`routes.yaml:${line}:${column} `));
    expect(told).toEqual([expect.stringMatching(said)]);
  }
});

test("ends with 78 for a file that is no YAML, and says where", async () => {
  const output = await expectExit({ routes: 'version: "1.0"\nroutes: [\n' }, 78);

  expect(output).toMatch(/routes\.yaml:\d+:\d+/);
});

test("ends with 78 for a file that is not there, and names it", async () => {
  const env = { GATEWAY_ROUTES: "nowhere/routes.yaml" };

  const output = await expectExit({ routes: "", env }, 78);

  expect(output).toContain("nowhere/routes.yaml");
});
