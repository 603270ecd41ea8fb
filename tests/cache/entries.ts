import type { Entry } from "#lib/gateway/cache/entry.ts";
import type { Address } from "#lib/gateway/cache/store.ts";

/** An entry that is fresh for a minute after 0 on the cache's clock. */
export function entryOf(body: string, changes: Partial<Entry> = {}): Entry {
  return {
    status: 200,
    headers: ["Content-Type", "text/plain", "Content-Length", String(body.length)],
    body: Buffer.from(body),
    selectors: [],
    bornAt: 0,
    freshUntil: 60_000,
    revalidatedUntil: 60_000,
    fallbackUntil: 60_000,
    etag: null,
    lastModified: null,
    prepared: null,
    ...changes,
  };
}

let addresses = 0;

/** An address that no other test uses. */
export function addressOf(path = "/api/v1/agents", owner = "org 1"): Address {
  addresses += 1;
  return { key: `${owner} ${path} ${addresses}`, owner, path };
}
