import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePattern } from "./path-pattern.ts";
import { createRouter } from "./router.ts";

function routerOf(...paths: string[]) {
  return createRouter(paths.map((path) => ({ path, method: "GET", value: path })));
}

const precedence = [
  ["/a/b", ["/a/{x}", "/a/b", "/a/{r*}"], "/a/b"],
  ["/a/c", ["/a/{r*}", "/a/b", "/a/{x}"], "/a/{x}"],
  ["/a/c/d", ["/a/{r*}", "/a/{x}"], "/a/{r*}"],
  ["/a/b/c", ["/a/b/d", "/a/{x}/c"], "/a/{x}/c"],
  ["/a/b/c", ["/a/{x}/c", "/a/b/{y}"], "/a/b/{y}"],
  ["/a/b/c", ["/{r*}", "/a/b/d"], "/{r*}"],
  ["/a/b", ["/{x}/b", "/a/{y}"], "/a/{y}"],
] as const;

test.each(precedence)("finds for %s among %j the route %s", (path, routes, expected) => {
  for (const order of [routes, routes.toReversed()]) {
    expect(
      routerOf(...order)
        .match(path)
        ?.methods.get("GET"),
    ).toBe(expected);
  }
});

test.each([
  ["/a/", ["/a", "/a/{x}", "/a/{r*}"]],
  ["/A", ["/a"]],
  ["/a/b", ["/a"]],
  ["/", ["/a", "/{x}"]],
] as const)("finds nothing for %s among %j", (path, routes) => {
  expect(routerOf(...routes).match(path)).toBeNull();
});

test("keeps no parameter of a way that led nowhere", () => {
  const router = routerOf("/a/{x}/{y}/c", "/a/{x}/b/d", "/a/{rest*}");

  expect(router.match("/a/1/b/d")?.params).toEqual(["1"]);
  expect(router.match("/a/1/2/d")?.params).toEqual(["1/2/d"]);
});

test("gives parameters in the order of the path, undecoded", () => {
  const match = routerOf("/a/{x}/b/{rest*}").match("/a/caf%C3%A9/b/c/d/");

  expect(match?.params).toEqual(["caf%C3%A9", "c/d/"]);
});

test("counts the methods of the most specific shape alone", () => {
  const router = createRouter([
    { path: "/a/{x}", method: "DELETE", value: 1 },
    { path: "/a/b", method: "GET", value: 2 },
  ]);

  expect([...(router.match("/a/b")?.methods.keys() ?? [])]).toEqual(["GET"]);
});

test("joins shapes that differ in parameter names only", () => {
  const router = createRouter([
    { path: "/a/{x}", method: "GET", value: 1 },
    { path: "/a/{y}", method: "PUT", value: 2 },
  ]);

  expect([...(router.match("/a/b")?.methods.keys() ?? [])]).toEqual(["GET", "PUT"]);
});

// The rule as it is written, slowly: among the patterns that match, compare segment by segment.
function slowMatch(patterns: readonly string[], path: string): string | null {
  const rank = { static: 0, param: 1, rest: 2 };
  const matching = patterns.filter((pattern) => matchesSlowly(pattern, path));
  const ranks = (pattern: string) =>
    parsePattern(pattern)
      .map(({ kind }) => rank[kind])
      .join("");
  return matching.toSorted((a, b) => (ranks(a) < ranks(b) ? -1 : 1))[0] ?? null;
}

function matchesSlowly(pattern: string, path: string): boolean {
  const source = pattern.replace(/\{[^}]*\*\}$/, "[^/].*").replace(/\{[^}]*\}/g, "[^/]+");
  return new RegExp(`^${source}$`).test(path);
}

test("agrees with the written rule on generated tables and paths", () => {
  const segment = fc.constantFrom("a", "b", "{x}");
  const pattern = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([segments, hasRest]) => `/${[...segments, ...(hasRest ? ["{r*}"] : [])].join("/")}`);
  const path = fc
    .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 6 })
    .map((segments) => `/${segments.join("/")}`);

  fc.assert(
    fc.property(fc.uniqueArray(pattern, { minLength: 1, maxLength: 8 }), path, (patterns, path) => {
      expect(
        routerOf(...patterns)
          .match(path)
          ?.methods.get("GET") ?? null,
      ).toBe(slowMatch(patterns, path));
    }),
    { numRuns: 2000 },
  );
});
