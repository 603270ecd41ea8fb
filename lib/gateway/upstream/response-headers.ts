import { boundedMemo } from "../bounded-memo.ts";
import type { HeaderList } from "../header-list.ts";
import { connectionOptions } from "./request-headers.ts";

// RFC 9110 section 7.6.1, and what the gateway itself answers for: request id and CORS.
const DROPPED = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-request-id",
]);
// RFC 9213 and its forerunner: a CDN obeys them over Cache-Control.
const CACHE_WORDS = new Set(["cache-control", "cdn-cache-control", "surrogate-control"]);
const CORS_PREFIX = "access-control-";
const NAMES_REMEMBERED = 2000;

export type ResponseRules = {
  /** Answers of this route belong to one caller and must not stay in a browser's or CDN's cache. */
  readonly isPrivate: boolean;
  /** Whether a cookie is the app's own session, which no upstream may overwrite. */
  isSessionCookie(name: string): boolean;
};

/** What a field's name alone decides. Services send few different names: each is read once. */
const fieldNamed = boundedMemo((name) => {
  const lowerName = name.toLowerCase();
  return {
    lowerName,
    isDropped: DROPPED.has(lowerName) || lowerName.startsWith(CORS_PREFIX),
    isCacheWord: CACHE_WORDS.has(lowerName),
    isCookie: lowerName === "set-cookie",
  };
}, NAMES_REMEMBERED);

/**
 * The headers that reach the client: the upstream's in their order and with repetitions, less those
 * of the connection and of the gateway. A private answer leaves with `private, no-cache` (validators
 * kept) and `Vary: Authorization`, unless the upstream said `no-store`.
 */
export function clientHeaders(headers: HeaderList, rules: ResponseRules): string[] {
  const listed = connectionOptions(headers);
  const protects = rules.isPrivate && !saysNoStore(headers);
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    const value = headers[index + 1] ?? "";
    const field = fieldNamed(name);
    if (field.isDropped || listed?.has(field.lowerName)) continue;
    if (protects && field.isCacheWord) continue;
    if (field.isCookie && rules.isSessionCookie(cookieName(value))) continue;
    kept.push(name, value);
  }
  if (protects) kept.push("Cache-Control", "private, no-cache", "Vary", "Authorization");
  return kept;
}

function saysNoStore(headers: HeaderList): boolean {
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    if (name.length !== 13 || name.toLowerCase() !== "cache-control") continue;
    const directives = (headers[index + 1] ?? "").toLowerCase().split(",");
    if (directives.some((directive) => directive.trim() === "no-store")) return true;
  }
  return false;
}

// A browser stores "=a=b" as a cookie without a name, and sends it as "a=b".
function cookieName(setCookie: string): string {
  return (/^[\s=]*([^=;]*)/.exec(setCookie)?.[1] ?? "").trim();
}
