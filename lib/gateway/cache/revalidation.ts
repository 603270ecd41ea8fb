import { type HeaderList, headerValue } from "../header-list.ts";
import { entityTag, matchWeakly } from "./conditional.ts";
import type { Entry } from "./entry.ts";

// RFC 9111 section 3.2: they describe the stored body, which a 304 does not bring anew.
const OF_THE_BODY = new Set([
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "transfer-encoding",
  "etag",
]);

type Stored = Pick<Entry, "headers" | "etag" | "lastModified">;

/** Headers that ask the upstream whether this answer still holds (RFC 9111 section 4.3.1). */
export function conditionalHeaders({ etag, lastModified }: Stored): string[] {
  const headers: string[] = [];
  if (etag !== null) headers.push("If-None-Match", etag);
  if (lastModified !== null) headers.push("If-Modified-Since", lastModified);
  return headers;
}

/** Whether a 304 is about this stored answer, by the validators it brings (RFC 9111 section 4.3.4). */
export function confirms(headers: HeaderList, stored: Stored): boolean {
  const etag = entityTag(headers);
  if (etag !== null) return stored.etag !== null && matchWeakly(etag, stored.etag);
  const lastModified = headerValue(headers, "last-modified");
  return lastModified === null || stored.etag !== null || lastModified === stored.lastModified;
}

/** The stored headers with those that a 304 brings in their place (RFC 9111 section 3.2). */
export function refreshedHeaders(stored: HeaderList, fresh: HeaderList): string[] {
  const replaced = new Set<string>();
  const kept: string[] = [];
  for (let index = 0; index < fresh.length; index += 2) {
    const name = (fresh[index] ?? "").toLowerCase();
    if (!OF_THE_BODY.has(name)) replaced.add(name);
  }
  for (const [list, isKept] of [
    [stored, (name: string) => !replaced.has(name)],
    [fresh, (name: string) => replaced.has(name)],
  ] as const) {
    for (let index = 0; index < list.length; index += 2) {
      const name = list[index] ?? "";
      if (isKept(name.toLowerCase())) kept.push(name, list[index + 1] ?? "");
    }
  }
  return kept;
}
