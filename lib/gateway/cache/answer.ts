import type { HeaderList } from "../header-list.ts";
import type { Reply } from "../reply.ts";
import { isNotModified, mayContinue } from "./conditional.ts";
import { ageSeconds, type Entry, type Prepared } from "./entry.ts";
import { type ByteRange, byteRange } from "./range.ts";
import type { RequestTerms } from "./request-terms.ts";
import { NO_TERMS } from "./request-terms.ts";

/** What a client's answer is made from, besides the stored one. */
export type Asked = {
  readonly method: string;
  readonly terms: RequestTerms;
  readonly now: number;
  /** Value of `Cache-Status`. */
  readonly status: string;
  /** The stored headers as clients of this route may see them. */
  readonly protect: (headers: HeaderList) => string[];
};

/**
 * The answer to GET or HEAD from a stored answer to GET: whole, 304, or a single range of it
 * (RFC 9110 sections 13.2.2 and 14.2). Synchronous, and for most requests one copy of a list.
 */
export function answerFrom(entry: Entry, asked: Asked): Reply {
  const { method, now, status, terms } = asked;
  entry.prepared ??= prepare(entry, asked.protect);
  const { full, notModified } = entry.prepared;
  const own = ["Age", String(ageSeconds(entry, now)), "Cache-Status", status];
  if (terms !== NO_TERMS) {
    if (isNotModified(entry, terms)) {
      return { status: 304, headers: [...notModified, ...own], body: null };
    }
    const range = method === "GET" ? rangeOf(entry, terms) : null;
    if (range === "unsatisfiable") return unsatisfiable(entry, own);
    if (range !== null) return partial(entry, range, own);
  }
  return {
    status: entry.status,
    headers: full.concat(own),
    body: method === "HEAD" ? null : entry.body,
  };
}

/** Whether a request may be answered with a part of this answer. */
function rangeOf(entry: Entry, { range, ifRange }: RequestTerms) {
  if (range === null || entry.status !== 200 || !mayContinue(entry, ifRange)) return null;
  return byteRange(range, entry.body.byteLength);
}

function partial(entry: Entry, { first, last }: ByteRange, own: readonly string[]): Reply {
  const headers = without(entry.prepared?.full ?? [], "content-length");
  const contentRange = `bytes ${first}-${last}/${entry.body.byteLength}`;
  const length = String(last - first + 1);
  return {
    status: 206,
    headers: [...headers, "Content-Range", contentRange, "Content-Length", length, ...own],
    body: entry.body.subarray(first, last + 1),
  };
}

// RFC 9110 section 15.5.17. It says nothing of the content but its length.
function unsatisfiable(entry: Entry, own: readonly string[]): Reply {
  const contentRange = `bytes */${entry.body.byteLength}`;
  const headers = [
    "Content-Range",
    contentRange,
    "Content-Length",
    "0",
    "Cache-Control",
    "no-store",
  ];
  return { status: 416, headers: [...headers, ...own], body: null };
}

// RFC 9110 section 15.4.5: what a 304 must repeat; Last-Modified only where there is no tag.
const REPEATED = new Set(["cache-control", "content-location", "date", "etag", "expires", "vary"]);

function prepare(entry: Entry, protect: Asked["protect"]): Prepared {
  const full = protect(entry.headers);
  const isRepeated = (name: string) =>
    REPEATED.has(name) || (name === "last-modified" && entry.etag === null);
  return { full, notModified: filtered(full, isRepeated) };
}

function without(headers: HeaderList, name: string): string[] {
  return filtered(headers, (other) => other !== name);
}

function filtered(headers: HeaderList, isKept: (name: string) => boolean): string[] {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    if (isKept(name.toLowerCase())) kept.push(name, headers[index + 1] ?? "");
  }
  return kept;
}
