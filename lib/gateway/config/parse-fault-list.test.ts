import { expect, test } from "vitest";
import { faultsOf, routeWith, WHOLE } from "#tests/config/marked-faults.ts";

test("tells syntax errors by line and column", () => {
  const { faults } = faultsOf('version: "1.0"\nroutes:\n  - path: "unclosed');

  expect(faults).toEqual([
    expect.objectContaining({ line: 3, message: expect.stringMatching(/quote/) }),
  ]);
});

test("tells every fault at once, in the order of the file", () => {
  const { faults } = faultsOf(`version: "1.0"
cors: { allowed_origins: [nonsense] }
routes:
  - path: /api/v1/a/{id}
    method: GET
    timeout: soon
    proxy_upstream: $NONE
    auth_required: false
    scopes: [read]
  - path: /api/v1/a/{name}
    method: GET
    proxy_upstream: http://a
    colour: red
`);

  expect(faults.map(({ line, path }) => `${line} ${path}`)).toEqual([
    "2 cors.allowed_origins[0]",
    "6 routes[0].timeout",
    "7 routes[0].proxy_upstream",
    "9 routes[0].scopes",
    "10 routes[1].path",
    "13 routes[1].colour",
  ]);
});

test("tells a fault of the defaults once, not with every route that inherits it", () => {
  const { faults } = faultsOf(`defaults: { forward_headers: [via] }
${WHOLE}
  - { path: /api/v1/b, method: GET, proxy_upstream: http://b }`);

  expect(faults).toHaveLength(1);
});

test("never repeats the value of a variable", () => {
  const { faults } = faultsOf(
    `${WHOLE.replace("$AGENTS_SERVICE_URL", "$NOT_A_URL")}\ncors: { allowed_origins: [$NOT_A_URL] }`,
  );

  expect(faults).toHaveLength(2);
  expect(JSON.stringify(faults)).not.toContain("hunter2");
});

test("of a key that is there twice, the value that counts is the one examined", () => {
  const { expected, faults } = faultsOf(routeWith("timeout: 5s\ntimeout: ▶soon"));

  expect(faults).toHaveLength(2);
  expect(faults[1]).toMatchObject({ ...expected, path: "routes[0].timeout" });
});

test("an aliased value is refused where it is anchored", () => {
  const { expected, faults } = faultsOf(`version: "1.0"
routes:
  - { path: /api/v1/a, method: GET, proxy_upstream: http://a, scopes: &scopes [read, ▶'a b'] }
  - { path: /api/v1/b, method: GET, proxy_upstream: http://b, scopes: *scopes }`);

  expect(faults).toEqual([
    expect.objectContaining({ ...expected, path: "routes[0].scopes[1]" }),
    expect.objectContaining({ ...expected, path: "routes[1].scopes[1]" }),
  ]);
});
