import { expect, test } from "vitest";
import { pathParameters, requestTarget } from "./request-target.ts";

test("names the placeholders of a path in order", () => {
  const parameters = pathParameters("/api/v1/agents/{id}/files/{path*}");

  expect(parameters).toEqual([
    { name: "id", isRest: false },
    { name: "path", isRest: true },
  ]);
});

test("escapes a value so that it stays one segment", () => {
  const target = requestTarget("/api/v1/agents/{id}", { id: "a/b?c #%" }, "");

  expect(target).toBe("/api/v1/agents/a%2Fb%3Fc%20%23%25");
});

test("keeps the slashes of a value that takes the rest of the path", () => {
  const target = requestTarget("/api/v1/files/{path*}", { path: "2024/über.txt" }, "");

  expect(target).toBe("/api/v1/files/2024/%C3%BCber.txt");
});

test.each([
  ["limit=10&a=b%20c", "/api/v1/agents?limit=10&a=b%20c"],
  ["?limit=10", "/api/v1/agents?limit=10"],
  ["  ", "/api/v1/agents"],
])("sends the query %j as it was typed", (query, expected) => {
  const target = requestTarget("/api/v1/agents", {}, query);

  expect(target).toBe(expected);
});
