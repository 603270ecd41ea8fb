import { expect, test } from "vitest";
import { mergePatch } from "./merge-patch.ts";

// From RFC 7396, appendix A.
test.each([
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [
    ["a", "b"],
    ["c", "d"],
    ["c", "d"],
  ],
  [{ a: "foo" }, null, null],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])("merges %j with %j to %j", (target, patch, expected) => {
  const merged = mergePatch(target, patch);

  expect(merged).toEqual(expected);
});

test("keeps __proto__ as data", () => {
  const merged = mergePatch({}, JSON.parse('{"__proto__": {"admin": true}}'));

  expect(merged).not.toHaveProperty("admin");
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
});
