import CachePolicy from "http-cache-semantics";
import { type HeaderList, headerValue, headerValues } from "../header-list.ts";
import { cacheControl, type Directives, deltaSeconds, parseDelta } from "./cache-control.ts";
import { formatHttpDate, parseHttpDate } from "./http-date.ts";
import type { CacheScope } from "./partition.ts";

/** Largest body that is stored. */
export const BODY_BYTES_MAX = 1024 ** 2;
// However long an upstream allows stale answers.
const STALE_MS_MAX = 24 * 3600 * 1000;

type Head = { readonly status: number; readonly headers: HeaderList };
type Rules = { readonly ttlMs: number; readonly scope: CacheScope };

/** How long an answer may be used, in milliseconds from its arrival. */
export type Lifetime = {
  /** Its age on arrival by `Age` (RFC 9111 section 5.1). */
  readonly ageMs: number;
  readonly freshMs: number;
  /** After `freshMs`; 0 when stale answers are forbidden. */
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
};

/**
 * How long an answer to a GET may be used, or null when it must not be stored: what RFC 9111
 * section 3 forbids a shared cache, and more (cookies, 5xx, 206, bodies whose end nobody can tell).
 * Authorization is no obstacle, since the partition is part of every key; `private` is none where
 * the partition is a single user.
 */
export function lifetimeOf(head: Head, { ttlMs, scope }: Rules, wallNow: number): Lifetime | null {
  const directives = cacheControl(head.headers);
  if (isNeverStored(head) || directives.has("no-store")) return null;
  if (directives.has("private") && scope !== "user") return null;
  const policy = semanticsOf(head, directives, wallNow);
  if (!policy.storable()) return null;
  const ageMs = parseDelta(headerValue(head.headers, "age")) * 1000;
  const explicitMs = isExplicit(head, directives) ? policy.maxAge() * 1000 : null;
  const freshMs = explicitMs === null ? ttlMs : Math.max(0, Math.min(ttlMs, explicitMs - ageMs));
  const lifetime = { ageMs, freshMs, ...staleness(directives) };
  return isWorthKeeping(lifetime, head.headers) ? lifetime : null;
}

function isNeverStored({ status, headers }: Head): boolean {
  if (status === 206 || status >= 500) return true;
  if (headerValue(headers, "set-cookie") !== null) return true;
  const type = headerValue(headers, "content-type") ?? "";
  if (/^\s*text\/event-stream\s*(?:;|$)/i.test(type)) return true;
  if (Number(headerValue(headers, "content-length") ?? 0) > BODY_BYTES_MAX) return true;
  return !hasKnownEnd(status, headers);
}

// RFC 9112 section 8: an answer that ends with its connection may have been cut off.
function hasKnownEnd(status: number, headers: HeaderList): boolean {
  if (status === 204) return true;
  return (
    headerValue(headers, "content-length") !== null ||
    headerValue(headers, "transfer-encoding") !== null
  );
}

/**
 * The library's verdict on storability and explicit freshness (RFC 9111 sections 3 and 4.2.1). It
 * gets directives in a form in which it cannot misread them: it takes `No-Store` for an extension
 * and "9999" for a date. What our partitions replace (private, Authorization) it does not get.
 */
function semanticsOf({ status, headers }: Head, directives: Directives, wallNow: number) {
  const date = parseHttpDate(headerValue(headers, "date")) ?? wallNow;
  const expires = headerValues(headers, "expires");
  const directive = [...directives].flatMap(([name]) => plainDirective(name, directives));
  const response = {
    date: formatHttpDate(date),
    ...(directive.length > 0 && { "cache-control": directive.join(",") }),
    ...(expires.length > 0 && { expires: validExpires(expires, date) }),
  };
  return new CachePolicy(
    { url: "", method: "GET", headers: {} },
    { status, headers: response },
    { shared: true, immutableMinTimeToLive: 0 },
  );
}

function plainDirective(name: string, directives: Directives): string[] {
  if (name === "max-age" || name === "s-maxage")
    return [`${name}=${deltaSeconds(directives, name)}`];
  // A qualified no-cache is taken for the unqualified (RFC 9111 section 5.2.2.4 allows it).
  return name === "no-cache" || name === "public" ? [name] : [];
}

// RFC 9111 section 5.3: what is no date, or more than one, lies in the past.
function validExpires(values: readonly string[], date: number): string {
  const expires = values.length === 1 ? parseHttpDate(values[0] ?? null) : null;
  return formatHttpDate(expires ?? date - 1000);
}

function isExplicit({ headers }: Head, directives: Directives): boolean {
  return (
    ["s-maxage", "max-age", "no-cache"].some((name) => directives.has(name)) ||
    headerValue(headers, "expires") !== null
  );
}

// RFC 9111 section 4.2.4: these forbid stale answers whatever else is said.
const NEVER_STALE = ["no-cache", "must-revalidate", "proxy-revalidate", "s-maxage"];

function staleness(directives: Directives) {
  const isForbidden = NEVER_STALE.some((name) => directives.has(name));
  const window = (name: string) =>
    isForbidden ? 0 : Math.min((deltaSeconds(directives, name) ?? 0) * 1000, STALE_MS_MAX);
  return {
    staleWhileRevalidateMs: window("stale-while-revalidate"),
    staleIfErrorMs: window("stale-if-error"),
  };
}

function isWorthKeeping(lifetime: Lifetime, headers: HeaderList): boolean {
  const { freshMs, staleWhileRevalidateMs, staleIfErrorMs } = lifetime;
  return (
    freshMs + staleWhileRevalidateMs + staleIfErrorMs > 0 ||
    headerValue(headers, "etag") !== null ||
    headerValue(headers, "last-modified") !== null
  );
}
