import { posix } from "node:path";
import { parseSync } from "oxc-parser";

/** One import, re-export or dynamic import: what it names, and on which line (from 1). */
export type Import = Readonly<{ target: string; line: number }>;

const aliases = { "#lib/": "lib/", "#tests/": "tests/", "#demo/": "demo/", "@/": "" };

/**
 * Every module that a source file names, types included. Targets inside the project are paths from
 * its root (`lib/env.ts`), all others are left as written (`node:fs`, `next/server`).
 * Throws on a file that does not parse, for its imports would otherwise go unseen.
 */
export function importsOf(path: string, source: string): readonly Import[] {
  const { module, errors } = parseSync(path, source);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const named = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
      start,
      value: source.slice(start, end).replace(/^["'`]|["'`]$/g, ""),
    })),
  ];
  return named.map(({ value, start }) => ({
    target: resolve(path, value),
    line: source.slice(0, start).split("\n").length,
  }));
}

function resolve(importer: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(importer), specifier);
  const alias = Object.entries(aliases).find(([prefix]) => specifier.startsWith(prefix));
  return alias === undefined ? specifier : alias[1] + specifier.slice(alias[0].length);
}
