import type { Path } from "./faults.ts";

// Values in these places are data of the service, not of its description ...
const DATA_KEYS = new Set(["const", "default", "enum", "example", "value"]);
// ... unless they are names that the service has given: a property may be called `value`.
const NAMING_KEYS = new Set(
  "$defs callbacks examples headers parameters patternProperties properties requestBodies responses schemas".split(
    " ",
  ),
);

/** What references may point to: a component of the same file. */
export const COMPONENT_REFERENCE =
  /^#\/components\/(schemas|responses|parameters|examples|requestBodies|headers|links)\/([\w.-]+)$/;

/** Whether what `key` holds, in the object that `parent` holds, may contain references. */
export function mayRefer(
  key: string,
  value: unknown,
  parent: string | number | undefined,
): boolean {
  if (typeof parent === "string" && NAMING_KEYS.has(parent)) return true;
  return !DATA_KEYS.has(key) && !(key === "examples" && Array.isArray(value));
}

/** Every `$ref` in a description, with where it stands. */
export function referencesIn(
  value: unknown,
  at: Path = [],
): readonly Readonly<{ at: Path; ref: string }>[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => referencesIn(item, [...at, index]));
  return Object.entries(value).flatMap(([key, child]) => {
    if (key === "$ref" && typeof child === "string") return [{ at: [...at, key], ref: child }];
    return mayRefer(key, child, at.at(-1)) ? referencesIn(child, [...at, key]) : [];
  });
}

/** The component that a reference (`#/components/schemas/Agent`) points to, or undefined. */
export function resolveReference(document: unknown, ref: string): unknown {
  const [, kind, name] = COMPONENT_REFERENCE.exec(ref) ?? [];
  if (kind === undefined || name === undefined) return undefined;
  return memberOf(memberOf(memberOf(document, "components"), kind), name);
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
