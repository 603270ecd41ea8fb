import { expect, test } from "vitest";
import { parseConfig } from "../config/parse.ts";
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

test("points to nothing that it does not hold", () => {
  const document = documentOf(ROUTES);
  const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];

  for (const [, pointer = ""] of pointers) {
    const found = pointer
      .split("/")
      .reduce<unknown>((value, key) => Reflect.get(Object(value), key), document);
    expect(found, pointer).toBeDefined();
  }
  expect(pointers.length).toBeGreaterThan(0);
});

test("names every code that clients may see, and none that they never do", () => {
  const text = JSON.stringify(documentOf(ROUTES).components);

  expect(text).toContain("INSUFFICIENT_SCOPE");
  expect(text).not.toContain("CLIENT_CLOSED_REQUEST");
});

function documentOf(routes: string) {
  const parsed = parseConfig(routes, { file: "routes.yaml", env: {} });
  if (!parsed.ok) throw new Error(parsed.faults.map(({ message }) => message).join("\n"));
  return openApiDocument(parsed.config);
}
