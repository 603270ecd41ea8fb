import { shapeOf } from "./route-paths.ts";
import type { RouteConfig } from "./schema.ts";

type Route = Pick<RouteConfig, "method" | "path">;

/** A route that gets fewer requests than its path says, because a more specific shape decides alone. */
export type Shadow = {
  readonly index: number;
  /** `all`: it gets none. `method`: a more specific shape refuses its method on some of its paths. */
  readonly kind: "all" | "method";
  readonly message: string;
};

const PARAM = "{}";
const REST = "{*}";
const RANK: Readonly<Record<string, number>> = { [PARAM]: 1, [REST]: 2 };

/** What the other routes of a file take from each route. Routes of equal shape and method are faults. */
export function shadowedRoutes(routes: readonly Route[]): Shadow[] {
  const shapes = routes.map(({ path }) => shapeOf(path).split("/"));
  return routes.flatMap((route, index): Shadow[] => {
    const shape = shapes[index] ?? [];
    const specific = shapes.filter((other) => isMoreSpecific(other, shape));
    if (isCovered(shape, specific)) {
      const message = `every path of ${route.path} has a more specific shape, which decides alone`;
      return [{ index, kind: "all", message }];
    }
    return methodShadows(route, shape, routes).map((message) => ({
      ...{ index, kind: "method", message },
    }));
  });
}

function methodShadows({ method, path }: Route, shape: string[], routes: readonly Route[]) {
  const inside = Map.groupBy(
    routes.filter((other) => covers(shape, shapeOf(other.path).split("/"))),
    (other) => shapeOf(other.path),
  );
  return [...inside.values()]
    .filter((same) => !same.some((other) => serves(other.method, method)))
    .map(
      (same) =>
        `${same[0]?.path} is more specific and has no ${method}, so ${path} never gets that path: it is 405`,
    );
}

// HEAD is served by a GET route.
function serves(method: string, asked: string): boolean {
  return method === asked || (asked === "HEAD" && method === "GET");
}

/** Whether all paths of `special` also have the shape `general`, and `special` is another. */
function covers(general: readonly string[], special: readonly string[]): boolean {
  return isMoreSpecific(special, general) && accepts(general, special);
}

function accepts(general: readonly string[], special: readonly string[]): boolean {
  const isOpen = general.at(-1) === REST;
  if (isOpen ? special.length < general.length : special.length !== general.length) return false;
  return general.every((segment, index) => {
    const other = special[index] ?? "";
    return (RANK[segment] ?? 0) === 0
      ? segment === other
      : (RANK[segment] ?? 0) >= (RANK[other] ?? 0);
  });
}

function isMoreSpecific(one: readonly string[], other: readonly string[]): boolean {
  for (const [index, segment] of one.entries()) {
    const difference = (RANK[segment] ?? 0) - (RANK[other[index] ?? ""] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Whether shapes together take every path of one, as `{a}` and `{a}/{b*}` take those of `{c*}`. */
function isCovered(shape: readonly string[], others: readonly (readonly string[])[]): boolean {
  if (shape.at(-1) !== REST) return others.some((other) => accepts(other, shape));
  const lengths = Math.max(...others.map(({ length }) => length), shape.length) - shape.length + 2;
  return Array.from({ length: lengths }, (_, more) => [
    ...shape.slice(0, -1),
    ...Array.from({ length: more + 1 }, () => PARAM),
  ]).every((path) => others.some((other) => accepts(other, path)));
}
