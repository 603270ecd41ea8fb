import type { HeaderList } from "../header-list.ts";
import type { Selector } from "./vary.ts";

/** A stored answer. Times are of the cache's own clock, in milliseconds; see `CacheClock`. */
export type Entry = {
  readonly status: number;
  /** As the upstream sent them, less those of its connection, and without `Age`. */
  readonly headers: HeaderList;
  /** The whole body; its bytes belong to the entry alone. */
  readonly body: Buffer;
  readonly selectors: readonly Selector[];
  /** When the origin made it, as far as `Age` tells. */
  readonly bornAt: number;
  /** Until when it is given without asking the upstream. */
  readonly freshUntil: number;
  /** Until when it is given while the upstream is being asked (RFC 5861 section 3). */
  readonly revalidatedUntil: number;
  /** Until when it is given when the upstream fails (RFC 5861 section 4). */
  readonly fallbackUntil: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** What clients get of it, made on first use by `answerFrom`. */
  prepared: Prepared | null;
};

/** Header lists that only lack what differs from answer to answer. */
export type Prepared = {
  readonly full: readonly string[];
  readonly notModified: readonly string[];
};

const OVERHEAD_BYTES = 1024;

/** What an entry takes of memory, roughly: its strings twice, as they are prepared for clients. */
export function bytesOf({ headers, body, selectors }: Entry): number {
  const characters =
    headers.reduce((sum, text) => sum + text.length, 0) +
    selectors.reduce((sum, [name, value]) => sum + name.length + (value?.length ?? 0), 0);
  return OVERHEAD_BYTES + body.byteLength + 2 * characters;
}

/** Seconds since the origin made it (RFC 9111 section 4.2.3). */
export function ageSeconds({ bornAt }: Entry, now: number): number {
  return Math.max(0, Math.floor((now - bornAt) / 1000));
}
