import { expect, test } from "vitest";
import { claimAt, singleClaim } from "./claim-path.ts";

test.each<[string, unknown]>([
  ["org_id", "a"],
  ["realm.role", "b"],
  ["realm.deep.er", "c"],
  ["https://example.com/org", "d"],
  ["https://example.com/app.org", "e"],
  ["realm.missing", undefined],
  ["org_id.length", undefined],
  ["__proto__", undefined],
  ["realm.constructor.name", undefined],
  ["__proto__.constructor", undefined],
  ["", undefined],
  [".", undefined],
])("finds at %s %j", (path, expected) => {
  const claims = {
    org_id: "a",
    realm: { role: "b", deep: { er: "c" } },
    "https://example.com/org": "d",
    "https://example.com/app": { org: "e" },
  };

  expect(claimAt(claims, path)).toBe(expected);
});

test("prefers a name that holds dots to the path it could be read as", () => {
  expect(claimAt({ "a.b": "name", a: { b: "path" } }, "a.b")).toBe("name");
});

test.each<[unknown, string | null]>([
  ["admin", "admin"],
  [["admin"], "admin"],
  [["admin", "user"], null],
  [[], null],
  ["", null],
  [[""], null],
  [7, null],
  [true, null],
  [null, null],
  [{ name: "admin" }, null],
  [[["admin"]], null],
])("reads %j as the one value %j", (role, expected) => {
  expect(singleClaim({ role }, "role")).toBe(expected);
});
