import type { HeaderList } from "./header-list.ts";

/** A request's place in a distributed trace (W3C Trace Context). Ids are lower-case hex. */
export type TraceContext = {
  /** 32 digits. */
  readonly traceId: string;
  /** 16 digits: the request's own span, which is the parent of what services do for it. */
  readonly spanId: string;
  /** The caller's span, or null when the trace begins here. */
  readonly parentId: string | null;
  /** Two digits. */
  readonly flags: string;
};

/** Whether a trace that begins here is recorded. `traceId` is random in all its digits. */
export type RootSampler = (traceId: string) => boolean;

// Section 3.2: version, trace id, parent id, flags.
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZERO = /^0+$/;
const SAMPLED = 0x01;
// Sampled and random; section 3.2.2.5: all others are to be cleared.
const KNOWN_FLAGS = 0x03;

/** No trace at all: what an exchange has before the first stage. */
export const UNTRACED: TraceContext = { traceId: "", spanId: "", parentId: null, flags: "00" };

/**
 * Continues the caller's trace, or begins one. Two `traceparent` fields, or one that cannot be read,
 * count as none. The caller's flags decide; `isSampled` does for traces that begin here.
 */
export function traceOf(headers: HeaderList, isSampled: RootSampler): TraceContext {
  const received = traceparentIn(headers);
  const parts = received === null ? null : TRACEPARENT.exec(received);
  const [, version, traceId, parentId, flags, rest] = parts ?? [];
  const isUsable =
    traceId !== undefined &&
    parentId !== undefined &&
    version !== "ff" &&
    !(version === "00" && rest !== undefined) &&
    !ZERO.test(traceId) &&
    !ZERO.test(parentId);
  if (isUsable) return { traceId, spanId: newSpanId(), parentId, flags: knownFlags(flags) };
  const begun = randomHex(16);
  const beginning = { traceId: begun, spanId: newSpanId(), parentId: null };
  return { ...beginning, flags: isSampled(begun) ? "01" : "00" };
}

/** `traceparent` of a call made for the request, as the child of `spanId`. */
export function traceparentOf({ traceId, flags }: TraceContext, spanId: string): string {
  return `00-${traceId}-${spanId}-${flags}`;
}

/** Whether spans of this trace are recorded. */
export function isSampled({ flags }: TraceContext): boolean {
  return (Number.parseInt(flags, 16) & SAMPLED) !== 0;
}

/** 16 random hex digits. One of zeros is invalid, and as likely as a meteor. */
export function newSpanId(): string {
  return randomHex(8);
}

function traceparentIn(headers: HeaderList): string | null {
  let found: string | null = null;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index];
    if (name?.length !== 11 || name.toLowerCase() !== "traceparent") continue;
    if (found !== null) return null;
    found = headers[index + 1] ?? "";
  }
  return found;
}

function knownFlags(flags = "00"): string {
  return `0${Number.parseInt(flags, 16) & KNOWN_FLAGS}`;
}

const POOL_BYTES = 4096;
let pool = "";
let offset = 0;

function randomHex(bytes: number): string {
  if (offset + bytes * 2 > pool.length) {
    pool = Buffer.from(crypto.getRandomValues(new Uint8Array(POOL_BYTES))).toString("hex");
    offset = 0;
  }
  offset += bytes * 2;
  return pool.slice(offset - bytes * 2, offset);
}
