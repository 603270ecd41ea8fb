import { expect, test } from "vitest";
import { missingScopes, scopesOfRole } from "./scopes.ts";

test.each<[readonly string[], "all" | "any", readonly string[], string[]]>([
  [[], "all", [], []],
  [[], "any", [], []],
  [["a", "b"], "all", ["a", "b", "c"], []],
  [["a", "b"], "all", ["b"], ["a"]],
  [["a", "b"], "any", ["b"], []],
  [["a", "b"], "any", ["c"], ["a", "b"]],
  [["write:agents"], "all", ["Write:Agents", "write", "write:agents "], ["write:agents"]],
])("of %j (%s) a holder of %j lacks %j", (required, match, held, missing) => {
  expect(missingScopes(required, match, held)).toEqual(missing);
});

test("grants a role the scopes of its row and nothing to a role without one", () => {
  const roles = new Map([
    ["viewer", ["read"]],
    ["guest", []],
  ]);

  expect(scopesOfRole("viewer", roles)).toEqual(["read"]);
  expect(scopesOfRole("guest", roles)).toEqual([]);
  expect(scopesOfRole("Viewer", roles)).toBeNull();
  expect(scopesOfRole("constructor", roles)).toBeNull();
});
