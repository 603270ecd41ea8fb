// W3C Trace Context, section 3.2: version, trace id, parent id, flags.
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZERO = /^0+$/;
// Sampled and random; section 3.2.2.5: all others are to be cleared.
const KNOWN_FLAGS = 0x03;

/** The trace that a request belongs to, continued with a new parent id, or started. */
export function continueTrace(received: string | null): string {
  const parts = received === null ? null : TRACEPARENT.exec(received);
  const [, version, traceId, parentId, flags, rest] = parts ?? [];
  const isUsable =
    traceId !== undefined &&
    parentId !== undefined &&
    version !== "ff" &&
    !(version === "00" && rest !== undefined) &&
    !ZERO.test(traceId) &&
    !ZERO.test(parentId);
  return isUsable
    ? `00-${traceId}-${randomHex(8)}-${knownFlags(flags)}`
    : `00-${randomHex(16)}-${randomHex(8)}-00`;
}

function knownFlags(flags = "00"): string {
  return `0${Number.parseInt(flags, 16) & KNOWN_FLAGS}`;
}

const POOL_BYTES = 4096;
let pool = "";
let offset = 0;

// An id of zeros is invalid, and as likely as a meteor: no check on the hot path.
function randomHex(bytes: number): string {
  if (offset + bytes * 2 > pool.length) {
    pool = Buffer.from(crypto.getRandomValues(new Uint8Array(POOL_BYTES))).toString("hex");
    offset = 0;
  }
  offset += bytes * 2;
  return pool.slice(offset - bytes * 2, offset);
}
