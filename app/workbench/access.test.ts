import { expect, test } from "vitest";
import { accessGap, isOpen } from "./access.ts";
import type { RouteChoice } from "./route-choice.ts";

const route: RouteChoice = {
  key: "POST /api/v1/agents",
  path: "/api/v1/agents",
  method: "POST",
  description: null,
  authRequired: true,
  scopes: ["write", "write:agents"],
  scopesMatch: "all",
  allowedRoles: null,
  cacheTtlMs: null,
};
const viewer = { all: [], role: "viewer", scopes: ["read", "write"] };

test("names the scopes that a token lacks", () => {
  const gap = accessGap(route, viewer);

  expect(gap).toEqual({ scopes: ["write:agents"], roles: [] });
  expect(isOpen(gap)).toBe(false);
});

test("is content with one scope where any will do", () => {
  const gap = accessGap({ ...route, scopesMatch: "any" }, viewer);

  expect(isOpen(gap)).toBe(true);
});

test("names the roles that are let in when the token's is none of them", () => {
  const gap = accessGap({ ...route, scopes: [], allowedRoles: ["admin"] }, viewer);

  expect(gap).toEqual({ scopes: [], roles: ["admin"] });
});
