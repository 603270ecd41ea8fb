import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// Chunks of bodies lie outside of V8's heap, where it lets 64 MB accumulate before it looks. Memory
// that is used again at once is still in the processor's cache: bodies pass through twice as fast.
const COLLECTED_BYTES = 16 * 1024 * 1024;
const FREED_BYTES_MIN = 16 * 1024;

let passed = 0;
let collect: (() => void) | null = null;

/** Notes bytes of bodies that have passed through; every now and then what they lay in is collected. */
export function notePassed(bytes: number): void {
  passed += bytes;
  if (passed < COLLECTED_BYTES) return;
  passed = 0;
  collect ??= collector();
  collect();
}

/**
 * Gives a chunk's memory back at once. Only for whoever knows that nobody reads it any more, the
 * kernel included; what shares its buffer with others is left to the collector.
 */
export function freeChunk({ buffer, byteLength }: Uint8Array): void {
  const isWhole = byteLength === buffer.byteLength && byteLength >= FREED_BYTES_MIN;
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

// Node gives the function to code that it was started for with --expose-gc, and to new contexts
// once the flag is set. A minor collection takes about a millisecond.
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("globalThis.gc");
  return typeof gc === "function" ? () => gc({ type: "minor" }) : () => {};
}
