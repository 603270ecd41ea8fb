import type { z } from "zod";
import type { Path, Report } from "./faults.ts";
import { pathOf, reportIssues, wordsOf } from "./issues.ts";
import { type RoutesFile, required, routesFile } from "./schema.ts";

// How deep a value is dropped when something in it is wrong: one option, never a whole route.
const DEPTH: Readonly<Record<string, number>> = { routes: 3, defaults: 2, cors: 2, roles: 2 };

/**
 * Checks the form of a file's data and reports every fault. What is left without the faulty values
 * is given back, so that it can be examined further; null when nothing is. Changes `value`.
 */
export function readShape(value: unknown, report: Report): RoutesFile | null {
  if (!isMap(value)) {
    report([], "the file must be a map with the keys version and routes");
    return null;
  }
  reportMissing(value, report);
  const result = examine(value);
  if (result === null) {
    report([], "has more faults than can be told");
    return null;
  }
  if (result.success) return result.data;
  reportIssues(result.error.issues, report);
  for (const issue of result.error.issues) {
    const keys = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [key]) : [[]];
    for (const key of keys) drop(value, [...pathOf(issue), ...key]);
  }
  return routesFile.safeParse(value).data ?? null;
}

// The schema library spreads its issues into arguments, of which the engine takes some 100,000.
function examine(value: unknown): z.ZodSafeParseResult<RoutesFile> | null {
  try {
    return routesFile.safeParse(value, { error: wordsOf });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function reportMissing(value: Record<string, unknown>, report: Report): void {
  for (const key of required.file) {
    if (!Object.hasOwn(value, key)) report([key], "is missing");
  }
  const routes = Array.isArray(value.routes) ? value.routes : [];
  for (const [index, route] of routes.entries()) {
    if (!isMap(route)) continue;
    for (const key of required.route) {
      if (!Object.hasOwn(route, key)) report(["routes", index, key], "is missing");
    }
  }
}

function drop(root: Record<string, unknown>, path: Path): void {
  const steps = path.slice(0, DEPTH[String(path[0])] ?? 1);
  let container: unknown = root;
  for (const step of steps.slice(0, -1)) container = child(container, step);
  const last = steps.at(-1);
  if (Array.isArray(container) && typeof last === "number") container[last] = {};
  else if (isMap(container) && last !== undefined) delete container[String(last)];
}

function child(container: unknown, step: string | number): unknown {
  if (Array.isArray(container)) return container[Number(step)];
  return isMap(container) ? container[String(step)] : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
