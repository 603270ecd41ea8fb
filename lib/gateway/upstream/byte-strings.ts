/**
 * Header bytes as characters, one for each, in order: HTTP knows no encoding for them. A head comes
 * in one chunk nearly always; reading that at once and cutting it takes half as long as reading part
 * after part. Parts from elsewhere, such as one put together at a chunk's end, are read by themselves.
 */
export function byteStrings(parts: readonly (Buffer | string)[]): string[] {
  const first = parts[0];
  const last = parts.at(-1);
  if (!Buffer.isBuffer(first) || !Buffer.isBuffer(last)) return parts.map(byteString);
  const { buffer, byteOffset } = first;
  const length = Math.max(0, last.byteOffset + last.byteLength - byteOffset);
  if (last.buffer !== buffer) return parts.map(byteString);
  const head = Buffer.from(buffer, byteOffset, length).toString("latin1");
  return parts.map((part) => {
    if (typeof part === "string") return part;
    const from = part.byteOffset - byteOffset;
    const to = from + part.byteLength;
    const isCutFromHead = part.buffer === buffer && from >= 0 && to <= length;
    return isCutFromHead ? head.slice(from, to) : byteString(part);
  });
}

function byteString(part: Buffer | string): string {
  return typeof part === "string" ? part : part.toString("latin1");
}
