import { type Alias, type Document, isAlias, isMap, isSeq, type Pair } from "yaml";
import type { Path } from "./faults.ts";
import { keyOf, startOf } from "./yaml-offsets.ts";

// Following an alias and finding a key take time by the size of the file; nobody writes this many.
const ALIASES_MAX = 1000;
const KEYS_MAX = 1000;

/** What is wrong with a node. Without it, `isFatal` says, the document still has a meaning. */
type Flaw = { path: Path; offset: number; message: string; isFatal: boolean };

/** What the parser lets pass, or reports without a path: duplicate keys, aliases without an anchor. */
export function flawsOf(document: Document): Flaw[] {
  let aliases = 0;
  const examine = (node: unknown, path: Path): Flaw[] => {
    if (isAlias(node)) {
      aliases += 1;
      return aliasFlaws(node, path, document, aliases);
    }
    if (isSeq(node)) return node.items.flatMap((item, index) => examine(item, [...path, index]));
    if (!isMap(node)) return [];
    if (node.items.length > KEYS_MAX) {
      return [fatal(node, path, `holds more than ${KEYS_MAX} keys`)];
    }
    const inside = node.items.flatMap((pair) => examine(pair.value, [...path, keyOf(pair)]));
    return [...keyFlaws(node.items, path), ...inside];
  };
  return examine(document.contents, []);
}

function aliasFlaws(alias: Alias, path: Path, document: Document, count: number): Flaw[] {
  if (count > ALIASES_MAX + 1) return [];
  if (count > ALIASES_MAX) return [fatal(alias, path, `the file has over ${ALIASES_MAX} aliases`)];
  if (alias.resolve(document) !== undefined) return [];
  return [fatal(alias, path, `no anchor &${alias.source} stands before this alias`)];
}

function fatal(node: unknown, path: Path, message: string): Flaw {
  return { path, offset: startOf(node) ?? 0, message, isFatal: true };
}

function keyFlaws(pairs: readonly Pair[], path: Path): Flaw[] {
  const seen = new Set<string>();
  return pairs.flatMap((pair) => {
    const key = keyOf(pair);
    const message = seen.has(key) ? "this key is there twice" : NAMES_REFUSED.get(key);
    seen.add(key);
    if (message === undefined) return [];
    return [{ path: [...path, key], offset: startOf(pair.key) ?? 0, message, isFatal: false }];
  });
}

// Schemas pass over this one name without a word, because of what it means to JavaScript.
const NAMES_REFUSED = new Map([["__proto__", "unknown key"]]);
