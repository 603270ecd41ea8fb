export type JsonTokenKind = "key" | "string" | "number" | "literal" | "mark" | "space";

/** A piece of pretty-printed JSON. */
export type JsonToken = Readonly<{ kind: JsonTokenKind; text: string }>;

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]/g;

/**
 * Valid JSON text laid out with two spaces of indent, piece by piece. Works on the text, so that
 * numbers beyond a double's precision and repeated members show as they were sent. Null when the
 * text is not JSON.
 */
export function jsonTokens(text: string): JsonToken[] | null {
  if (!isJson(text)) return null;
  const raw = text.match(TOKEN) ?? [];
  const tokens: JsonToken[] = [];
  let depth = 0;
  for (const [index, piece] of raw.entries()) {
    const next = raw[index + 1];
    const isOpening = piece === "{" || piece === "[";
    if (isOpening) depth += 1;
    tokens.push({ kind: kindOf(piece, next), text: piece });
    if (next === undefined) break;
    const isClosed = next === "}" || next === "]";
    if (isClosed) depth -= 1;
    if (isClosed && isOpening) continue;
    if (piece === ":") tokens.push({ kind: "space", text: " " });
    else if (isOpening || isClosed || piece === ",") tokens.push(newLine(depth));
  }
  return tokens;
}

function kindOf(piece: string, next: string | undefined): JsonTokenKind {
  if (piece.startsWith('"')) return next === ":" ? "key" : "string";
  if (/^[\d-]/.test(piece)) return "number";
  return /^[a-z]/.test(piece) ? "literal" : "mark";
}

function newLine(depth: number): JsonToken {
  return { kind: "space", text: `\n${"  ".repeat(depth)}` };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
