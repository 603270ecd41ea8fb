import { type Alias, type Document, isAlias, isMap, isSeq, type Pair } from "yaml";
import type { Path } from "./faults.ts";
import { keyOf, startOf } from "./yaml-offsets.ts";

/** What is wrong with a node. Without it, `isFatal` says, the document still has a meaning. */
type Flaw = { path: Path; offset: number; message: string; isFatal: boolean };

/** What the parser lets pass, or reports without a path: duplicate keys, aliases without an anchor. */
export function flawsOf(document: Document): Flaw[] {
  const examine = (node: unknown, path: Path): Flaw[] => {
    if (isAlias(node)) return node.resolve(document) === undefined ? [aliasFlaw(node, path)] : [];
    if (isSeq(node)) return node.items.flatMap((item, index) => examine(item, [...path, index]));
    if (!isMap(node)) return [];
    const inside = node.items.flatMap((pair) => examine(pair.value, [...path, keyOf(pair)]));
    return [...keyFlaws(node.items, path), ...inside];
  };
  return examine(document.contents, []);
}

function aliasFlaw(alias: Alias, path: Path): Flaw {
  const message = `no anchor &${alias.source} stands before this alias`;
  return { path, offset: startOf(alias) ?? 0, message, isFatal: true };
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
