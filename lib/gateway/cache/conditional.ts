import { type HeaderList, headerValue } from "../header-list.ts";
import type { Entry } from "./entry.ts";
import { parseHttpDate } from "./http-date.ts";
import type { RequestTerms } from "./request-terms.ts";

type Validators = Pick<Entry, "status" | "headers" | "etag" | "lastModified">;

/**
 * Whether the client has this answer already, so that 304 says it all (RFC 9110 section 13.2.2,
 * RFC 9111 section 4.3.2). Entity tags, compared weakly, come before dates; only an answer that
 * would be a 2xx has preconditions.
 */
export function isNotModified(entry: Validators, terms: RequestTerms): boolean {
  if (entry.status < 200 || entry.status > 299) return false;
  if (terms.ifNoneMatch !== null) return matchesAny(terms.ifNoneMatch, entry.etag);
  if (terms.ifModifiedSince === null) return false;
  const since = parseHttpDate(terms.ifModifiedSince);
  const modified = parseHttpDate(entry.lastModified ?? headerValue(entry.headers, "date"));
  return since !== null && modified !== null && modified <= since;
}

/**
 * Whether a range of this answer continues what the client has (RFC 9110 section 13.1.5): a strong
 * tag, or the very date of an answer without one.
 */
export function mayContinue(entry: Validators, ifRange: string | null): boolean {
  if (ifRange === null) return true;
  const validator = ifRange.trim();
  if (validator.startsWith('"')) return validator === entry.etag;
  const date = parseHttpDate(validator);
  return date !== null && date === parseHttpDate(entry.lastModified);
}

/** RFC 9110 section 8.8.3.2: weak comparison leaves the `W/` out. */
export function matchWeakly(a: string, b: string): boolean {
  return opaque(a) === opaque(b);
}

/** An `ETag` that is one (RFC 9110 section 8.8.3); null for anything else. */
export function entityTag(headers: HeaderList): string | null {
  const tag = headerValue(headers, "etag")?.trim() ?? null;
  return tag !== null && ENTITY_TAG.test(tag) ? tag : null;
}

const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;
const ENTITY_TAGS = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

function matchesAny(ifNoneMatch: string, etag: string | null): boolean {
  if (ifNoneMatch.trim() === "*") return true;
  if (etag === null) return false;
  return ifNoneMatch.match(ENTITY_TAGS)?.some((tag) => matchWeakly(tag, etag)) === true;
}

function opaque(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}
