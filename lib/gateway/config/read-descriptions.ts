import { readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { describedOperation } from "./described-operation.ts";
import { COMPONENT_REFERENCE, referencesIn, resolveReference } from "./description-references.ts";
import { type DescriptionFile, descriptionFile } from "./description-shape.ts";
import { readYaml } from "./document.ts";
import { byPosition, type Fault, type Report } from "./faults.ts";
import { reportIssues, wordsOf } from "./issues.ts";
import type { RouteConfig, RouteEntry } from "./schema.ts";

/** A service's own description and the name under which its components go. */
export type ServiceDescription = Readonly<{ namespace: string; file: DescriptionFile }>;

/** By the path that routes name them by. */
export type Descriptions = ReadonlyMap<string, ServiceDescription>;

/** Gives the text of a file, or throws; the path counts from the working directory. */
export type ReadText = (path: string) => string;

type Options = { readonly routesFile: string; readonly readText: ReadText };

/** Reads a file of the working directory. Throws Node's own error. */
export function readTextFile(path: string): string {
  const absolute = resolve(/* turbopackIgnore: true */ process.cwd(), path);
  return readFileSync(/* turbopackIgnore: true */ absolute, "utf8");
}

/**
 * Reads every description that routes name, relative to routes.yaml. `report` hears of files that
 * cannot be read and of routes that their description leaves out; faults inside the descriptions
 * come back.
 */
export function readDescriptions(
  entries: readonly RouteEntry[],
  routes: readonly RouteConfig[],
  { routesFile, readText }: Options,
  report: Report,
): { descriptions: Descriptions; faults: readonly Fault[] } {
  const descriptions = new Map<string, ServiceDescription>();
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const [index, route] of routes.entries()) {
    const { openapi: name, method, path, upstreamPath } = route;
    if (name === null) continue;
    // What stands in `defaults` need not know every route.
    const isOwn = entries[index]?.openapi !== undefined;
    const at = isOwn ? ["routes", index, "openapi"] : ["defaults", "openapi"];
    if (!seen.has(name)) {
      seen.add(name);
      const read = readDescription(join(dirname(routesFile), name), readText);
      if (read.unreadable !== null) report(at, `${name} cannot be read: ${read.unreadable}`);
      faults.push(...read.faults);
      if (read.file !== null) {
        descriptions.set(name, { namespace: free(name, descriptions), file: read.file });
      }
    }
    const file = descriptions.get(name)?.file;
    if (isOwn && file !== undefined && describedOperation(file, route) === null) {
      report(at, `${name} describes no ${method} ${upstreamPath ?? path}`);
    }
  }
  return { descriptions, faults };
}

type Read = {
  readonly file: DescriptionFile | null;
  /** Why there is no text, or null. */
  readonly unreadable: string | null;
  readonly faults: readonly Fault[];
};

function readDescription(path: string, readText: ReadText): Read {
  try {
    return { ...examine(readText(path), path), unreadable: null };
  } catch (error) {
    const why = error instanceof Error && "code" in error ? error.code : error;
    return { file: null, unreadable: String(why), faults: [] };
  }
}

function examine(text: string, name: string): Pick<Read, "file" | "faults"> {
  const { file: yaml, faults } = readYaml(text, name);
  if (yaml === null) return { file: null, faults };
  const report: Report = (path, message, part) => faults.push(yaml.fault(path, message, part));
  const parsed = descriptionFile.safeParse(yaml.value, { error: wordsOf });
  reportIssues(parsed.error?.issues ?? [], report);
  for (const { at, ref } of referencesIn(yaml.value)) {
    const isLocal = COMPONENT_REFERENCE.test(ref);
    if (!isLocal)
      report(at, `${ref} must name a component of this file, as in #/components/schemas/A`);
    else if (resolveReference(yaml.value, ref) === undefined)
      report(at, `${ref} points to nothing`);
  }
  faults.sort(byPosition);
  return { file: faults.length === 0 ? (parsed.data ?? null) : null, faults };
}

// Component names are letters, digits, ".", "-" and "_" (OpenAPI 3.1 section 4.8.7).
function free(path: string, taken: Descriptions): string {
  const base = basename(path)
    .replace(/\.\w+$/, "")
    .replace(/[^\w-]/g, "-");
  const used = new Set([...taken.values()].map(({ namespace }) => namespace));
  let name = base;
  for (let count = 2; used.has(name); count += 1) name = `${base}-${count}`;
  return name;
}
