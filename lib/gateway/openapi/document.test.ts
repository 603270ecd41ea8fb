import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { parseConfig } from "../config/parse.ts";
import { readTextFile } from "../config/read-descriptions.ts";
import { CATALOGUE } from "../errors/catalogue.ts";
import { openApiDocument } from "./document.ts";

const ROUTES = `
version: "1.0"
routes:
  - path: /api/v1/agents
    method: GET
    proxy_upstream: http://service:80
    auth_required: false
  - path: /api/v1/agents
    method: POST
    proxy_upstream: http://service:80
    description: Create an agent
    scopes: ["write:agents"]
  - { path: "/api/v1/files/{id}/{path*}", method: GET, proxy_upstream: "http://service:80" }
`;

const HEAD = "openapi: 3.1.0\ninfo: { title: A, version: '1' }\n";

test("describes every route under its path and method", () => {
  expect(documentOf(ROUTES).paths).toMatchObject({
    "/api/v1/agents": {
      get: { tags: ["agents"], security: [] },
      post: { summary: "Create an agent", security: [{ gatewayToken: ["write:agents"] }] },
    },
    "/api/v1/files/{id}/{path}": { get: { tags: ["files"], security: [{ gatewayToken: [] }] } },
  });
});

test("declares each parameter of a path, as a path has them", () => {
  const declared = [...JSON.stringify(documentOf(ROUTES).paths).matchAll(/"name":"(\w+)"/g)];

  expect(declared.map(([, name]) => name)).toEqual(["id", "path"]);
});

test("says nothing of where the services are", () => {
  expect(JSON.stringify(documentOf(ROUTES))).not.toContain("service:80");
});

test("paths that differ in their parameters' names alone are one path item", () => {
  const document = documentOf(`
version: "1.0"
routes:
  - { path: "/api/v1/a/{id}", method: GET, proxy_upstream: "http://a" }
  - { path: "/api/v1/a/{name}", method: PUT, proxy_upstream: "http://a" }
  - { path: "/api/v1/a/{rest*}", method: DELETE, proxy_upstream: "http://a" }
`);

  expect(document.paths).toEqual({
    "/api/v1/a/{id}": {
      get: expect.objectContaining({ parameters: [expect.objectContaining({ name: "id" })] }),
      put: expect.objectContaining({ parameters: [expect.objectContaining({ name: "id" })] }),
      delete: expect.objectContaining({ parameters: [expect.objectContaining({ name: "id" })] }),
    },
  });
});

test("any of several scopes are alternatives, all of them one requirement", () => {
  const document = documentOf(`
version: "1.0"
routes:
  - { path: /api/v1/a, method: GET, proxy_upstream: "http://a", scopes: [x, y], scopes_match: any }
  - { path: /api/v1/a, method: PUT, proxy_upstream: "http://a", scopes: [x, y] }
`);

  expect(document.paths).toMatchObject({
    "/api/v1/a": {
      get: { security: [{ gatewayToken: ["x"] }, { gatewayToken: ["y"] }] },
      put: { security: [{ gatewayToken: ["x", "y"] }] },
    },
  });
});

test("the platform's document, descriptions merged, is valid OpenAPI 3.1", async () => {
  const document = platformDocument();

  const { valid, errors } = await new Validator().validate(structuredClone({ ...document }));

  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test("points to nothing that it does not hold", () => {
  const document = platformDocument();
  const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];

  for (const [, pointer = ""] of pointers) {
    const found = pointer
      .split("/")
      .reduce<unknown>((value, key) => Reflect.get(Object(value), key), document);
    expect(found, pointer).toBeTypeOf("object");
  }
  expect(pointers.length).toBeGreaterThan(100);
});

test("each status that clients may see has a response with its codes, and no other", () => {
  const { responses } = componentsOf(platformDocument());

  for (const { status, code } of Object.values(CATALOGUE)) {
    const text = JSON.stringify(responses?.[`Error${status}`] ?? "");
    expect(text.includes(`"${code}"`), code).toBe(code !== "CLIENT_CLOSED_REQUEST");
  }
});

test("limited and cached routes say which headers tell of it", () => {
  const headersOf = (path: string, status: string) =>
    memberAt(platformDocument(), "paths", path, "get", "responses", status, "headers");

  expect(Object.keys(Object(headersOf("/api/v1/agents", "200")))).toEqual([
    "X-Request-ID",
    "RateLimit",
    "RateLimit-Policy",
    "Cache-Status",
    "Age",
    "ETag",
  ]);
  expect(headersOf("/api/v1/agents/{id}", "200")).not.toHaveProperty("Age");
});

test("two services' schemas of one name stay apart, and schemas that contain themselves end", () => {
  const service = (type: string) => `${HEAD}paths:
  /api/v1/${type}:
    get: { responses: { "200": { description: a, content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } } } }
components:
  schemas:
    Thing: { type: ${type}, properties: { inner: { $ref: "#/components/schemas/Thing" } } }
    Unused: { type: string }`;
  const document = documentOf(
    `
version: "1.0"
routes:
  - { path: /api/v1/object, method: GET, proxy_upstream: "http://a", openapi: one.yaml }
  - { path: /api/v1/array, method: GET, proxy_upstream: "http://a", openapi: two.yaml }
`,
    { "one.yaml": service("object"), "two.yaml": service("array") },
  );

  expect(componentsOf(document).schemas).toMatchObject({
    "one.Thing": {
      type: "object",
      properties: { inner: { $ref: "#/components/schemas/one.Thing" } },
    },
    "two.Thing": { type: "array" },
  });
  expect(componentsOf(document).schemas).not.toHaveProperty("one.Unused");
});

test("a service's parameters come along under the route's names, headers of the gateway's do not", () => {
  const document = documentOf(
    `
version: "1.0"
routes:
  - { path: "/api/v1/a/{id}", method: GET, proxy_upstream: "http://a", openapi: a.yaml }
`,
    {
      "a.yaml": `${HEAD}paths:
  /api/v1/a/{thing}:
    parameters: [{ name: thing, in: path, description: Which, schema: { type: integer } }]
    get:
      parameters:
        - { name: X-Org-ID, in: header }
        - { name: Last-Event-ID, in: header }
        - { name: sid, in: cookie }
        - { $ref: "#/components/parameters/Limit" }
components: { parameters: { Limit: { name: limit, in: query } } }`,
    },
  );

  expect(memberAt(document, "paths", "/api/v1/a/{id}", "get", "parameters")).toEqual([
    { name: "id", in: "path", required: true, description: "Which", schema: { type: "integer" } },
    { name: "Last-Event-ID", in: "header" },
    { name: "limit", in: "query" },
  ]);
});

test("a discriminator's mapping follows the schemas to their new names", () => {
  const document = documentOf(
    `
version: "1.0"
routes:
  - { path: /api/v1/a, method: POST, proxy_upstream: "http://a", openapi: a.yaml }
`,
    {
      "a.yaml": `${HEAD}paths:
  /api/v1/a:
    post:
      requestBody:
        content:
          application/json:
            schema:
              oneOf: [{ $ref: "#/components/schemas/B" }]
              discriminator: { propertyName: kind, mapping: { b: "#/components/schemas/B" } }
components: { schemas: { B: { type: object } } }`,
    },
  );

  expect(JSON.stringify(document)).toContain('"mapping":{"b":"#/components/schemas/a.B"}');
});

function platformDocument() {
  const url = new URL("../../../routes.yaml", import.meta.url);
  return documentOf(readFileSync(url, "utf8"));
}

function documentOf(routes: string, files: Readonly<Record<string, string>> = {}) {
  const env = {
    AGENTS_SERVICE_URL: "http://service:80",
    WORKFLOWS_SERVICE_URL: "http://service:80",
    ENTITIES_SERVICE_URL: "http://service:80",
  };
  const readText = (path: string) => files[path] ?? readTextFile(path);
  const parsed = parseConfig(routes, { file: "routes.yaml", env, readText });
  if (!parsed.ok) throw new Error(parsed.faults.map(({ message }) => message).join("\n"));
  return openApiDocument(parsed.config, (name) => name === "x-org-id");
}

function componentsOf(document: unknown): Record<string, Record<string, unknown>> {
  return Object(memberAt(document, "components"));
}

function memberAt(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), value);
}
