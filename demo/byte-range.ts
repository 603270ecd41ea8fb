/** What a `Range` header asks of a file: all of it, one part (inclusive), or nothing it has. */
export type Selection =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly first: number; readonly last: number }
  | { readonly kind: "unsatisfiable" };

const WHOLE = { kind: "whole" } as const;
const UNSATISFIABLE = { kind: "unsatisfiable" } as const;

/**
 * Reads a single byte range (RFC 9110 section 14.1.2). Several ranges, other units and malformed
 * headers select the whole, which section 14.2 allows.
 */
export function selectRange(range: string | undefined, size: number): Selection {
  const [, from = "", to = ""] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(range ?? "") ?? [];
  if (from === "" && to === "") return WHOLE;
  if (from === "") return part(Math.max(0, size - Number(to)), size - 1, size);
  if (to !== "" && Number(to) < Number(from)) return WHOLE;
  return part(Number(from), to === "" ? size - 1 : Math.min(Number(to), size - 1), size);
}

function part(first: number, last: number, size: number): Selection {
  return first >= size ? UNSATISFIABLE : { kind: "part", first, last };
}
