import type { HeaderList } from "../header-list.ts";
import { deltaSeconds, parseDirectives } from "./cache-control.ts";

/** What a request asks of a cache. Null where it says nothing. */
export type RequestTerms = {
  readonly noCache: boolean;
  readonly noStore: boolean;
  readonly onlyIfCached: boolean;
  readonly maxAgeMs: number | null;
  readonly minFreshMs: number | null;
  readonly ifNoneMatch: string | null;
  readonly ifModifiedSince: string | null;
  readonly range: string | null;
  readonly ifRange: string | null;
  /** A precondition that only the origin may evaluate (RFC 9111 section 4.3.2). */
  readonly isForOrigin: boolean;
  /** `Connection` takes headers from the request that a cache would otherwise go by. */
  readonly dropsHeaders: boolean;
};

/** Most requests: no terms at all. */
export const NO_TERMS: RequestTerms = {
  noCache: false,
  noStore: false,
  onlyIfCached: false,
  maxAgeMs: null,
  minFreshMs: null,
  ifNoneMatch: null,
  ifModifiedSince: null,
  range: null,
  ifRange: null,
  isForOrigin: false,
  dropsHeaders: false,
};

const RELEVANT = new Set([
  "cache-control",
  "pragma",
  "if-none-match",
  "if-modified-since",
  "range",
  "if-range",
  "if-match",
  "if-unmodified-since",
  "connection",
]);
// Names of other lengths need no folding, and most names are of other lengths.
const LENGTHS: readonly boolean[] = Array.from({ length: 20 }, (_, length) =>
  [...RELEVANT].some((name) => name.length === length),
);
const PLAIN_CONNECTION = /^\s*(?:keep-alive|close)?\s*$/i;

/** Reads the terms in one pass; `NO_TERMS` itself for a request without any. */
export function readTerms(headers: HeaderList): RequestTerms {
  let found: Map<string, string[]> | null = null;
  for (let index = 0; index < headers.length; index += 2) {
    const field = headers[index] ?? "";
    if (LENGTHS[field.length] !== true) continue;
    const name = field.toLowerCase();
    if (!RELEVANT.has(name)) continue;
    const value = headers[index + 1] ?? "";
    if (name === "connection" && PLAIN_CONNECTION.test(value)) continue;
    found ??= new Map();
    const values = found.get(name);
    if (values === undefined) found.set(name, [value]);
    else values.push(value);
  }
  return found === null ? NO_TERMS : termsOf(found);
}

function termsOf(found: ReadonlyMap<string, readonly string[]>): RequestTerms {
  const value = (name: string) => found.get(name)?.join(", ") ?? null;
  const directives = parseDirectives(value("cache-control") ?? "");
  // RFC 9111 section 5.4: Pragma counts only where Cache-Control says nothing.
  const pragma = found.has("cache-control") ? null : value("pragma");
  return {
    noCache: directives.has("no-cache") || /\bno-cache\b/i.test(pragma ?? ""),
    noStore: directives.has("no-store"),
    onlyIfCached: directives.has("only-if-cached"),
    maxAgeMs: milliseconds(deltaSeconds(directives, "max-age")),
    minFreshMs: milliseconds(deltaSeconds(directives, "min-fresh")),
    ifNoneMatch: value("if-none-match"),
    ifModifiedSince: value("if-modified-since"),
    range: value("range"),
    ifRange: value("if-range"),
    isForOrigin: found.has("if-match") || found.has("if-unmodified-since"),
    dropsHeaders: found.has("connection"),
  };
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}
