import { expect, test } from "vitest";
import {
  collectionOf,
  literalPathFault,
  routePathFault,
  shapeOf,
  templateFault,
} from "./route-paths.ts";

test.each([
  "/api/v1/agents",
  "/api/v1/agents/{id}",
  "/api/v1/agents/{id}/run",
  "/api/v1/files/{rest*}",
  "/api/v1/docs-archive",
  "/api/v1/a~b/c:d@e/f%20g/%C3%A9",
])("takes %s as a route's path", (path) => {
  expect(routePathFault(path)).toBeNull();
});

test.each([
  ["/agents", /must start with/],
  ["api/v1/agents", /must start with/],
  ["/api/v1", /must start with/],
  ["/API/v1/agents", /must start with/],
  ["/api/v1/docs", /own/],
  ["/api/v1/docs/openapi.json", /own/],
  ["/api/v1/", /empty segment/],
  ["/api/v1/agents/", /empty segment/],
  ["/api/v1//agents", /empty segment/],
  ["/api/v1/./agents", /dot segment/],
  ["/api/v1/../agents", /dot segment/],
  ["/api/v1/%2e%2e/agents", /percent-escaped/],
  ["/api/v1/%2E/agents", /where \. is meant/],
  ["/api/v1/%41gents", /where A is meant/],
  ["/api/v1/a%2Fb", /never let in/],
  ["/api/v1/a%5Cb", /never let in/],
  ["/api/v1/a%00b", /never let in/],
  ["/api/v1/a%0Ab", /never let in/],
  ["/api/v1/a%2fb", /percent-escaped/],
  ["/api/v1/a%zz", /percent-escaped/],
  ["/api/v1/a b", /percent-escaped/],
  ["/api/v1/a\\b", /percent-escaped/],
  ["/api/v1/a?b", /percent-escaped/],
  ["/api/v1/é", /percent-escaped/],
  ["/api/v1/agents\n", /percent-escaped/],
  ["/api/v1/{}", /placeholder/],
  ["/api/v1/{*}", /placeholder/],
  ["/api/v1/v{id}", /placeholder/],
  ["/api/v1/{id}{other}", /placeholder/],
  ["/api/v1/{i d}", /placeholder/],
  ["/api/v1/{id", /placeholder/],
  ["/api/v1/{rest*}/more", /last segment/],
  ["/api/v1/{id}/{id}", /two placeholders named {id}/],
  ["/api/v1/{id}/{id*}", /two placeholders named {id}/],
])("refuses %j as a route's path", (path, message) => {
  expect(routePathFault(path)).toMatch(message);
});

test("every path that is sent upstream is canonical, whatever its placeholders hold", () => {
  expect(templateFault("/v2/{id}.json", "/api/v1/agents/{id}")).toBeNull();
  expect(templateFault("/files/{rest}", "/api/v1/files/{rest*}")).toBeNull();
  expect(templateFault("/files/{rest*}", "/api/v1/files/{rest*}")).toBeNull();
  expect(templateFault("/v2/%4{id}", "/api/v1/agents/{id}")).toMatch(/percent-escaped/);
  expect(templateFault("v2/{id}", "/api/v1/agents/{id}")).toMatch(/must start with/);
  expect(templateFault("/v2/{id}?a=1", "/api/v1/agents/{id}")).toMatch(/percent-escaped/);
  expect(templateFault("/v2/{other}", "/api/v1/agents/{id}")).toMatch(/has no {other}/);
  expect(templateFault("/v2/{id*}", "/api/v1/agents/{id}")).toMatch(/has no {id\*}/);
  expect(templateFault("/v2/{", "/api/v1/agents/{id}")).toMatch(/percent-escaped/);
});

test("an exact path may be the root, and has no placeholders otherwise", () => {
  expect(literalPathFault("/")).toBeNull();
  expect(literalPathFault("/health")).toBeNull();
  expect(literalPathFault("/health/")).toMatch(/empty segment/);
  expect(literalPathFault("/{id}")).toMatch(/percent-escaped/);
});

test("paths that differ in the names of placeholders alone have one shape", () => {
  expect(shapeOf("/api/v1/a/{id}")).toBe(shapeOf("/api/v1/a/{name}"));
  expect(shapeOf("/api/v1/a/{id}")).not.toBe(shapeOf("/api/v1/a/{id*}"));
  expect(shapeOf("/api/v1/a/{id}")).not.toBe(shapeOf("/api/v1/a/id"));
});

test("a collection is the path without a trailing placeholder", () => {
  expect(collectionOf("/api/v1/agents/{id}")).toBe("/api/v1/agents");
  expect(collectionOf("/api/v1/files/{rest*}")).toBe("/api/v1/files");
  expect(collectionOf("/api/v1/agents/{id}/file")).toBe("/api/v1/agents/{id}/file");
});
