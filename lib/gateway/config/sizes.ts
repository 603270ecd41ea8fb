const UNIT_BYTES = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 } as const;
/** How a size is written. */
export const SIZE = /^([1-9][0-9]*)(b|kb|mb|gb)$/;

/** Bytes of a size such as `512b`, `64kb`, `10mb` or `1gb` (1 kb is 1024 b); null for anything else. */
export function parseSize(text: string): number | null {
  const match = SIZE.exec(text);
  if (match === null) return null;
  const bytes = Number(match[1]) * UNIT_BYTES[unitOf(match[2])];
  return Number.isSafeInteger(bytes) ? bytes : null;
}

function unitOf(text: string | undefined): keyof typeof UNIT_BYTES {
  return text === "kb" || text === "mb" || text === "gb" ? text : "b";
}
