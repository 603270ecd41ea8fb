/** The parts of a text in which each says its own length, as in `4:user3:u-1`. */
export function readLengthPrefixed(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const colon = text.indexOf(":", at);
    const end = colon + 1 + Number(text.slice(at, colon));
    parts.push(text.slice(colon + 1, end));
    at = end;
  }
  return parts;
}
