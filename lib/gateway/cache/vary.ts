import { type HeaderList, headerValues } from "../header-list.ts";
import type { CacheScope } from "./partition.ts";

/** A request header that an answer was chosen by, and its value then; null where it was missing. */
export type Selector = readonly [name: string, value: string | null];

/** The value of a request header as the upstream gets it; `name` in lower case. */
export type SentValue = (name: string) => string | null;

const NAMES_MAX = 16;
const BYTES_MAX = 1024;
const FIELD_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

// Part of every key already: what the upstream gets is the same for all requests of a key.
const KEYED = ["host", "x-forwarded-host", "x-forwarded-proto"];
const KEYED_BY_SCOPE = {
  public: KEYED,
  org: [...KEYED, "x-org-id", "x-user-role"],
  user: [...KEYED, "x-org-id", "x-user-role", "x-user-id"],
} as const;
// The gateway writes these anew, for each caller or each request.
const OURS =
  /^(?:x-(?:org-id|user-.*|request-id|forwarded-.*|gateway-.*)|via|traceparent|tracestate)$/;

/**
 * What an answer varies by, with the values that this request was sent with. Null when no other
 * request can be known to match: `*`, a malformed or huge list, or headers that differ from request
 * to request without being part of the key (RFC 9111 section 4.1).
 */
export function selectorsOf(
  headers: HeaderList,
  scope: CacheScope,
  sent: SentValue,
): readonly Selector[] | null {
  const values = headerValues(headers, "vary");
  if (values.length === 0) return NOTHING;
  const text = values.join(",").toLowerCase();
  if (text.length > BYTES_MAX) return null;
  const names = new Set(text.split(",").map((name) => name.trim()));
  names.delete("");
  for (const name of KEYED_BY_SCOPE[scope]) names.delete(name);
  const isKnowable = [...names].every(
    (name) => name !== "*" && FIELD_NAME.test(name) && !OURS.test(name),
  );
  if (!isKnowable || names.size > NAMES_MAX) return null;
  return [...names].map((name) => [name, sent(name)] as const);
}

/** Whether an answer chosen by these is the one for another request, too. */
export function matches(selectors: readonly Selector[], sent: SentValue): boolean {
  for (const [name, value] of selectors) {
    if (sent(name) !== value) return false;
  }
  return true;
}

/** Whether two answers were chosen by the same headers with the same values. */
export function areSame(a: readonly Selector[], b: readonly Selector[]): boolean {
  return (
    a.length === b.length &&
    a.every(([name, value]) => b.some((other) => other[0] === name && other[1] === value))
  );
}

/** All values of a request header as one, spaces around commas normalised; null without any. */
export function combinedValue(headers: HeaderList, name: string): string | null {
  const values = headerValues(headers, name);
  if (values.length === 0) return null;
  return values
    .join(",")
    .split(",")
    .map((part) => part.trim())
    .join(",");
}

const NOTHING: readonly Selector[] = [];
