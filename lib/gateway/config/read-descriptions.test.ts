import { expect, test } from "vitest";
import { parseConfig } from "./parse.ts";

const HEAD = "openapi: 3.1.0\ninfo: { title: A, version: '1' }\n";

/** Reads routes, each of which says the options given, beside the files given. */
function read(options: readonly string[], files: Readonly<Record<string, string>>, top = "") {
  const routes = options.map(
    (option) => `  - { path: "/api/v1/agents/{id}", proxy_upstream: "http://a", ${option} }`,
  );
  const readText = (path: string) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
    return text;
  };
  const text = `version: "1.0"\n${top}\nroutes:\n${routes.join("\n")}\n`;
  return parseConfig(text, { file: "conf/routes.yaml", env: {}, readText });
}

function faultsIn(description: string) {
  const parsed = read(["method: GET, openapi: ./a.yaml"], { "conf/a.yaml": description });
  return parsed.ok ? [] : parsed.faults;
}

test("reads a description relative to routes.yaml", () => {
  const files = { "conf/services/a.yaml": `${HEAD}paths: { "/api/v1/agents/{id}": { get: {} } }` };

  const parsed = read(["method: GET, openapi: ./services/a.yaml"], files);

  expect(parsed).toMatchObject({ ok: true });
  expect(parsed.ok && [...parsed.config.descriptions.keys()]).toEqual(["./services/a.yaml"]);
});

test("a file that cannot be read is told once, at the first route that names it", () => {
  const parsed = read(["method: GET, openapi: ./a.yaml", "method: PUT, openapi: ./a.yaml"], {});

  expect(parsed).toMatchObject({
    ok: false,
    faults: [
      {
        file: "conf/routes.yaml",
        line: 4,
        path: "routes[0].openapi",
        message: "./a.yaml cannot be read: ENOENT",
      },
    ],
  });
});

test.each([
  ["openapi: ▶3.0.3\ninfo: { title: A, version: '1' }\npaths: {}", "openapi", /OpenAPI 3\.1/],
  ["▶info: { title: A, version: '1' }\npaths: {}", "openapi", /OpenAPI description/],
  [`${HEAD}paths: ▶[]`, "paths", /must be a map/],
  [`${HEAD}paths: { ▶agents: {} }`, "paths.agents", /must start with/],
  [
    `${HEAD}paths: { /a: { get: { responses: { ▶"2000": { description: a } } } } }`,
    'paths["/a"].get.responses.2000',
    /must be a status/,
  ],
  [
    `${HEAD}paths: { /a: { get: { responses: { "200": ▶{ content: {} } } } } }`,
    'paths["/a"].get.responses.200',
    /must have a description/,
  ],
  [
    `${HEAD}paths: { /a: { get: { parameters: [▶{ name: a }] } } }`,
    'paths["/a"].get.parameters[0]',
    /name and in/,
  ],
  [
    `${HEAD}paths: { /a: { get: { requestBody: { $ref: ▶"./b.yaml" } } } }`,
    'paths["/a"].get.requestBody["$ref"]',
    /must name a component of this file/,
  ],
  [
    `${HEAD}paths: { /a: { get: { requestBody: { $ref: ▶"#/components/requestBodies/A" } } } }`,
    'paths["/a"].get.requestBody["$ref"]',
    /points to nothing/,
  ],
  [`${HEAD}paths: ▶"a`, "", /./],
])("refuses the description %j at its place", (marked, path, message) => {
  const before = marked.slice(0, marked.indexOf("▶")).split("\n");

  const [fault] = faultsIn(marked.replace("▶", ""));

  expect(fault).toMatchObject({
    file: "conf/a.yaml",
    line: before.length,
    path,
    message: expect.stringMatching(message),
  });
  if (path !== "") expect(fault?.column).toBe((before.at(-1) ?? "").length + 1);
});

test("references in examples are data, and may point anywhere", () => {
  const example = 'example: { $ref: "nowhere" }';
  const get = `get: { responses: { "200": { description: a, content: { a/b: { ${example} } } } } }`;

  expect(faultsIn(`${HEAD}paths: { "/api/v1/agents/{id}": { ${get} } }`)).toEqual([]);
});

test("a route that its own description leaves out is a fault", () => {
  const files = { "conf/a.yaml": `${HEAD}paths: { "/api/v1/agents/{id}": { get: {} } }` };

  const parsed = read(["method: GET, openapi: ./a.yaml", "method: PUT, openapi: ./a.yaml"], files);

  expect(parsed).toMatchObject({
    ok: false,
    faults: [
      {
        path: "routes[1].openapi",
        message: "./a.yaml describes no PUT /api/v1/agents/{id}",
      },
    ],
  });
});

test("a description in defaults need not know every route", () => {
  const files = { "conf/a.yaml": `${HEAD}paths: {}` };

  const parsed = read(["method: GET"], files, "defaults: { openapi: ./a.yaml }");

  expect(parsed).toMatchObject({ ok: true });
});

test.each([
  ["the parameters' names", "", '"/api/v1/agents/{agentId}"', ""],
  ["the path of its server", "servers: [{ url: http://service/api/v1 }]\n", '"/agents/{id}"', ""],
  ["the route's upstream_path", "", '"/v2/{a}/agent"', ', upstream_path: "/v2/{id}/agent"'],
])("finds a route's operation in spite of %s", (_, servers, path, option) => {
  const files = { "conf/a.yaml": `${HEAD}${servers}paths: { ${path}: { get: {} } }` };

  expect(read([`method: GET, openapi: ./a.yaml${option}`], files)).toMatchObject({ ok: true });
});

test("two files of one name get different namespaces", () => {
  const description = `${HEAD}paths: { "/api/v1/agents/{id}": { get: {}, put: {} } }`;
  const files = { "conf/a/api.yaml": description, "conf/b/api.yaml": description };

  const parsed = read(
    ["method: GET, openapi: a/api.yaml", "method: PUT, openapi: b/api.yaml"],
    files,
  );

  const namespaces = parsed.ok ? [...parsed.config.descriptions.values()] : [];
  expect(namespaces.map(({ namespace }) => namespace)).toEqual(["api", "api-2"]);
});
