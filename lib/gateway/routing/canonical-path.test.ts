import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPathless, mayReach, readTarget } from "./canonical-path.ts";

const canonical = [
  ["/api/v1/agents", "/api/v1/agents"],
  ["/", "/"],
  ["/api/v1/agents/", "/api/v1/agents/"],
  ["/api/v1/%61gents", "/api/v1/agents"],
  ["/api/v1/a%2db%5f%7E", "/api/v1/a-b_~"],
  ["/api/v1/caf%c3%a9", "/api/v1/caf%C3%A9"],
  ["/api/v1/%252e%252e", "/api/v1/%252e%252e"],
  ["/api/v1/a;b=1,c", "/api/v1/a;b=1,c"],
  ["/api/v1/a%3Bb", "/api/v1/a%3Bb"],
  ["/api/v1/%ff", "/api/v1/%FF"],
  ["/api/v1/\xff", "/api/v1/%FF"],
  ['/api/v1/"|^', "/api/v1/%22%7C%5E"],
  ["/api/v1/...", "/api/v1/..."],
  ["/api/v1/...;a", "/api/v1/...;a"],
  ["/api/v1/;a", "/api/v1/;a"],
  ["/api/v1/.well-known", "/api/v1/.well-known"],
  ["http://other.example/api/v1/agents", "/api/v1/agents"],
  ["HTTPS://user@other.example:8080/api/v1/a", "/api/v1/a"],
  ["http://other.example", "/"],
] as const;

test.each(canonical)("reads %j as %j", (target, path) => {
  expect(readTarget(target)).toEqual({ path, query: "", fault: null });
});

const refused = [
  "//api/v1/agents",
  "/api//v1/agents",
  "/api/v1/agents//",
  "/api/v1/./agents",
  "/api/v1/../agents",
  "/api/v1/agents/..",
  "/api/v1/%2e%2e/agents",
  "/api/v1/.%2E/agents",
  "/api/v1/%2e",
  "/api/v1/..;/agents",
  "/api/v1/.;x=1",
  "/api/v1/%2e%2e%3bx/agents",
  "/api/v1/a%2fb",
  "/api/v1/a%5Cb",
  "/api/v1/a\\b",
  "/api/v1/a%00b",
  "/api/v1/a%0d%0ab",
  "/api/v1/a\tb",
  "/api/v1/a%7f",
  "/api/v1/%",
  "/api/v1/%2",
  "/api/v1/%zz",
  "/api/v1/a#b",
  "/api/v1/a?b#c",
  "/api/v1/a?b c",
  "*",
  "api/v1/agents",
  "@host/api/v1/agents",
  `/api/v1/${"a".repeat(8192)}`,
  "",
];

test.each(refused)("gives %j no canonical path", (target) => {
  const { path, fault } = readTarget(target);

  expect(path).toBe("");
  expect(fault).not.toBeNull();
});

test.each(["?", "?a=1&b=2&a=3", "?f", "?q=%ZZ%2f'\"<>", "?x=/../.."])(
  "keeps the query %j as it is",
  (query) => {
    expect(readTarget(`/api/v1/agents${query}`).query).toBe(query);
  },
);

const anyTarget = fc.oneof(
  fc.string(),
  fc
    .array(
      fc.constantFrom("/", "a", "%", "2", "e", "E", ".", "%2e", "%41", "%c3", "\\", ";", "?", "é"),
      { maxLength: 20 },
    )
    .map((parts) => `/${parts.join("")}`),
);

describe("for any target", () => {
  test("the canonical path is its own canonical path", () => {
    fc.assert(
      fc.property(anyTarget, (target) => {
        const { path, fault } = readTarget(target);
        fc.pre(fault === null);
        expect(readTarget(path)).toEqual({ path, query: "", fault: null });
      }),
    );
  });

  test("a URL parser finds nothing left to change in a canonical path", () => {
    fc.assert(
      fc.property(anyTarget, (target) => {
        const { path, fault } = readTarget(target);
        fc.pre(fault === null);
        expect(new URL(`http://upstream${path}`).pathname).toBe(path);
      }),
    );
  });
});

test.each([
  "/api/v1/../x",
  "//api/v1",
  "/%61pi/%2e%2e/api/v1/%00",
  "/x/..%2fapi/v1",
  "/API/%2e/v1",
  "/api%2fv1/a",
  "/x/../api/v1",
  "\\api\\v1",
])("sees that %j could reach the API", (target) => {
  expect(mayReach(target, "/api/")).toBe(true);
});

test("sees that a broken target elsewhere does not reach the API", () => {
  expect(mayReach("/static/%zz", "/api/")).toBe(false);
});

test.each([
  ["*", true],
  ["gateway:443", true],
  ["", true],
  ["/", false],
  ["http://gateway", false],
] as const)("says of %j whether it names no path: %j", (target, expected) => {
  expect(isPathless(target)).toBe(expected);
});
