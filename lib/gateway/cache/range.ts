/** Bytes `first` to `last`, both included. */
export type ByteRange = { readonly first: number; readonly last: number };

const SINGLE_RANGE = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i;

/**
 * The bytes that a `Range` asks of a body (RFC 9110 section 14.2). Null means "ignore it": another
 * unit, several ranges, or no range at all, which is what the RFC lets a server do.
 */
export function byteRange(range: string, length: number): ByteRange | "unsatisfiable" | null {
  const [, start = "", end = ""] = SINGLE_RANGE.exec(range) ?? [];
  if (start === "" && end === "") return null;
  if (start === "") return suffix(Number(end), length);
  const first = Number(start);
  const last = end === "" ? length - 1 : Math.min(Number(end), length - 1);
  if (end !== "" && Number(end) < first) return null;
  return first < length ? { first, last } : "unsatisfiable";
}

function suffix(bytes: number, length: number): ByteRange | "unsatisfiable" {
  if (bytes === 0 || length === 0) return "unsatisfiable";
  return { first: Math.max(0, length - bytes), last: length - 1 };
}
