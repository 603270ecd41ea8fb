import { type HeaderList, headerValue, withoutHeader } from "../header-list.ts";
import { entityTag } from "./conditional.ts";
import type { Entry } from "./entry.ts";
import { formatHttpDate } from "./http-date.ts";
import type { Lifetime } from "./policy.ts";
import type { Selector } from "./vary.ts";

/** An answer that may be stored, with everything that decided it. */
export type Material = {
  readonly status: number;
  /** Without those of the upstream's connection. */
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  readonly lifetime: Lifetime;
  readonly selectors: readonly Selector[];
};

/** When a call was made and its answer's head came, by the cache's clock. */
export type CallTimes = { readonly sentAt: number; readonly answeredAt: number };

/** The entry of an answer. Copies the body: the bytes given may be a small part of a large buffer. */
export function makeEntry(material: Material, { sentAt, answeredAt }: CallTimes, wallNow: number) {
  const { lifetime, status, selectors } = material;
  const freshUntil = answeredAt + lifetime.freshMs;
  const entry: Entry = {
    status,
    headers: storedHeaders(material, wallNow),
    body: copyOf(material.body),
    selectors,
    // RFC 9111 section 4.2.3: the answer was under way while we waited for it.
    bornAt: sentAt - lifetime.ageMs,
    freshUntil,
    revalidatedUntil: freshUntil + lifetime.staleWhileRevalidateMs,
    fallbackUntil: freshUntil + lifetime.staleIfErrorMs,
    etag: entityTag(material.headers),
    lastModified: headerValue(material.headers, "last-modified"),
    prepared: null,
  };
  return entry;
}

// `Age` is written anew for each answer. `Date` is when the origin answered, never when we did (RFC
// 9110 section 6.6.1), and the length makes clients see a body that was cut off.
function storedHeaders({ headers, body, status }: Material, wallNow: number): string[] {
  const stored = withoutHeader(withoutHeader(headers, "age"), "content-length");
  if (headerValue(headers, "date") === null) stored.push("Date", formatHttpDate(wallNow));
  if (status !== 204) stored.push("Content-Length", String(body.byteLength));
  return stored;
}

function copyOf(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.byteLength);
  copy.set(bytes);
  return copy;
}
