import { z } from "zod";
import type { Entry } from "./entry.ts";

const text = z.string();
const spanMs = z.number().finite();

// Spans count from the moment of writing: clocks of two processes have nothing else in common.
const recordHead = z.object({
  generations: text,
  writtenAt: spanMs,
  status: z.int(),
  headers: z.array(text).readonly(),
  selectors: z.array(z.tuple([text, text.nullable()]).readonly()).readonly(),
  ageMs: spanMs,
  freshMs: spanMs,
  revalidatedMs: spanMs,
  fallbackMs: spanMs,
  etag: text.nullable(),
  lastModified: text.nullable(),
});

type Record = { readonly entry: Entry; readonly generations: string };
/** The cache's clock beside the wall's, both in milliseconds. */
export type Clocks = { readonly now: number; readonly wallNow: number };

const LENGTH_BYTES = 4;

/** An entry as bytes for another process: a length, a JSON head, the body. */
export function encodeEntry({ entry, generations }: Record, { now, wallNow }: Clocks): Buffer {
  const head = Buffer.from(
    JSON.stringify({
      generations,
      writtenAt: wallNow,
      status: entry.status,
      headers: entry.headers,
      selectors: entry.selectors,
      ageMs: now - entry.bornAt,
      freshMs: entry.freshUntil - now,
      revalidatedMs: entry.revalidatedUntil - now,
      fallbackMs: entry.fallbackUntil - now,
      etag: entry.etag,
      lastModified: entry.lastModified,
    } satisfies z.input<typeof recordHead>),
  );
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.byteLength);
  return Buffer.concat([length, head, entry.body]);
}

/** The entry that another process encoded; null for bytes of any other make. */
export function decodeEntry(bytes: Uint8Array, { now, wallNow }: Clocks): Record | null {
  const head = headOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (head === null) return null;
  const { fields, body } = head;
  // A clock that runs behind the writer's must not make an answer younger.
  const elapsedMs = Math.max(0, wallNow - fields.writtenAt);
  const after = (spanMs: number) => now + spanMs - elapsedMs;
  const { status, headers, selectors, etag, lastModified, generations } = fields;
  const entry: Entry = {
    status,
    headers,
    body,
    selectors,
    bornAt: after(-fields.ageMs),
    freshUntil: after(fields.freshMs),
    revalidatedUntil: after(fields.revalidatedMs),
    fallbackUntil: after(fields.fallbackMs),
    etag,
    lastModified,
    prepared: null,
  };
  return { entry, generations };
}

function headOf(bytes: Buffer) {
  if (bytes.byteLength < LENGTH_BYTES) return null;
  const end = LENGTH_BYTES + bytes.readUInt32BE();
  try {
    const fields = recordHead.parse(JSON.parse(bytes.toString("utf8", LENGTH_BYTES, end)));
    return { fields, body: Buffer.from(bytes.subarray(end)) };
  } catch {
    return null;
  }
}
