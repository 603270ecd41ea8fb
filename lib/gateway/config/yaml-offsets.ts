import { type Document, isAlias, isMap, isScalar, isSeq, type Pair } from "yaml";
import type { Path } from "./faults.ts";

/**
 * Where the value at `path` begins, or the key that leads to it, in characters from the start. Goes
 * as far along the path as the file does: what is missing is placed at what lacks it.
 */
export function offsetOf(document: Document, path: Path, part: "key" | "value"): number {
  let offset = startOf(document.contents) ?? 0;
  let node: unknown = document.contents;
  for (const [depth, step] of path.entries()) {
    const container = isAlias(node) ? node.resolve(document) : node;
    const pair = isMap(container)
      ? container.items.findLast((candidate) => keyOf(candidate) === String(step))
      : undefined;
    node = isSeq(container) ? container.items[Number(step)] : pair?.value;
    const isKeyMeant = isBlank(node) || (part === "key" && depth === path.length - 1);
    const here = (isKeyMeant ? startOf(pair?.key) : null) ?? startOf(node);
    if (here === null) break;
    offset = here;
  }
  return offset;
}

/** The key of a pair as text. */
export function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

/** True for `timeout:` with nothing behind it, whose value the parser puts after the colon. */
export function isBlank(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null && node.source === "");
}

/** Where a node begins, in characters from the start; null for what is none. */
export function startOf(node: unknown): number | null {
  if (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) return node.range?.[0] ?? null;
  return null;
}
