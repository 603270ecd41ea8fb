import type { Method, RouteConfig } from "../config/schema.ts";
import { parsePattern, type Segment } from "../routing/path-pattern.ts";

type Pattern = Pick<RouteConfig, "method" | "path">;

/** A route whose shape fits a path as well, and why it does not get the request. */
export type Rival = { readonly method: Method; readonly path: string; readonly why: string };

const RANK = { static: 0, param: 1, rest: 2 } as const;
const KIND = { static: "fixed text", param: "a parameter", rest: "the rest" } as const;

/**
 * The routes that a path fits besides the one that takes the request, most specific first. Where no
 * route takes it, all of them: the method is then one that the most specific shape lacks.
 */
export function rivalsOf(
  routes: readonly Pattern[],
  path: string,
  method: string,
  taken: Pattern | null,
): Rival[] {
  const fitting = routes.filter((route) => fits(parsePattern(route.path), path));
  const sorted = fitting.sort((one, other) => compareShapes(one.path, other.path));
  const best = taken ?? sorted[0];
  if (best === undefined) return [];
  return sorted
    .filter(
      (route) => route !== taken && !(route.path === taken?.path && route.method === taken.method),
    )
    .map(({ method: own, path }) => ({
      method: own,
      path,
      why: whyNot(best, { method: own, path }, method),
    }));
}

/** Whether a canonical path has a pattern's shape. */
export function fits(pattern: readonly Segment[], path: string): boolean {
  const segments = path.slice(1).split("/");
  const isOpen = pattern.at(-1)?.kind === "rest";
  if (isOpen ? segments.length < pattern.length : segments.length !== pattern.length) return false;
  return pattern.every((segment, index) =>
    segment.kind === "static" ? segment.text === segments[index] : segments[index] !== "",
  );
}

/** Order of shapes: the more specific first, segment by segment from the left. */
function compareShapes(one: string, other: string): number {
  const rivals = parsePattern(other);
  for (const [index, segment] of parsePattern(one).entries()) {
    const difference = RANK[segment.kind] - RANK[rivals[index]?.kind ?? "static"];
    if (difference !== 0) return difference;
  }
  return 0;
}

function whyNot(best: Pattern, rival: Pattern, method: string): string {
  const own = parsePattern(best.path);
  const other = parsePattern(rival.path);
  for (const [index, segment] of own.entries()) {
    const against = other[index];
    if (against === undefined || RANK[against.kind] === RANK[segment.kind]) continue;
    return `at "${textOf(segment)}", ${KIND[segment.kind]} goes before ${KIND[against.kind]}`;
  }
  return `the same shape, for ${rival.method} and not for ${method}`;
}

function textOf(segment: Segment): string {
  if (segment.kind === "static") return segment.text;
  return segment.kind === "param" ? `{${segment.name}}` : `{${segment.name}*}`;
}
