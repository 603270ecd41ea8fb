import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePattern } from "../routing/path-pattern.ts";
import { createRouter } from "../routing/router.ts";
import { fits, rivalsOf } from "./rivals.ts";

const GET = { method: "GET" as const };

test("names what the route beat, most specific first, and why each lost", () => {
  const taken = { ...GET, path: "/api/v1/agents/search" };
  const routes = [
    { ...GET, path: "/api/v1/{all*}" },
    { ...GET, path: "/api/v1/agents/{id}" },
    { method: "POST" as const, path: "/api/v1/agents/search" },
    { ...GET, path: "/api/v1/agents" },
    taken,
  ];

  expect(rivalsOf(routes, "/api/v1/agents/search", "GET", taken)).toEqual([
    {
      method: "POST",
      path: "/api/v1/agents/search",
      why: "the same shape, for POST and not for GET",
    },
    { ...GET, path: "/api/v1/agents/{id}", why: 'at "search", fixed text goes before a parameter' },
    { ...GET, path: "/api/v1/{all*}", why: 'at "agents", fixed text goes before the rest' },
  ]);
});

test("tells of a refused method which shape decided alone", () => {
  const routes = [
    { ...GET, path: "/api/v1/agents/{id}" },
    { method: "POST" as const, path: "/api/v1/agents/search" },
  ];

  expect(rivalsOf(routes, "/api/v1/agents/search", "GET", null)).toEqual([
    { ...routes[1], why: "the same shape, for POST and not for GET" },
    { ...routes[0], why: 'at "search", fixed text goes before a parameter' },
  ]);
});

test("has no rivals for a path that nothing fits", () => {
  expect(rivalsOf([{ ...GET, path: "/api/v1/a" }], "/api/v1/b", "GET", null)).toEqual([]);
});

const segment = fc.constantFrom("a", "b", "{x}", "{y}");
const pattern = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([segments, isOpen]) => `/${[...segments, ...(isOpen ? ["{rest*}"] : [])].join("/")}`)
  .filter((path) => path !== "/");
const path = fc
  .array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 4 })
  .map((segments) => `/${segments.join("/")}`);

test("finds a path's shapes exactly where the router does, and sorts the router's choice first", () => {
  fc.assert(
    fc.property(fc.uniqueArray(pattern, { minLength: 1, maxLength: 6 }), path, (patterns, path) => {
      const routes = patterns.map((pattern) => ({ ...GET, path: pattern }));
      const router = createRouter(
        routes.map((route, index) => ({ ...route, method: `M${index}`, value: route })),
      );

      const matched = [...(router.match(path)?.methods.values() ?? [])];
      const fitting = routes.filter((route) => fits(parsePattern(route.path), path));

      expect(fitting.length > 0).toBe(matched.length > 0);
      const first = rivalsOf(routes, path, "GET", null)[0];
      expect(matched.length === 0 || matched.some((route) => route.path === first?.path)).toBe(
        true,
      );
    }),
    { numRuns: 2000 },
  );
});
