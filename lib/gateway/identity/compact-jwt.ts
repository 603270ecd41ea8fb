import { tokenInvalid } from "./challenge.ts";

const TOKEN_BYTES_MAX = 8 * 1024;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
// Last characters whose unused low bits are zero, by the length's remainder modulo 4
// (RFC 4648 section 3.5). A remainder of 1 encodes nothing.
const LAST_CHARACTER = [/./, /(?!)/, /[AQgw]$/, /[AEIMQUYcgkosw048]$/] as const;
const TOKENS_OF_JSON = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * Refuses what a lenient decoder would read in more than one way, before any signature is checked:
 * size, number of parts, base64url that is not canonical, text that is no UTF-8, duplicate members,
 * and header parameters that would change what is verified. Throws token_invalid.
 */
export function assertCompactJwt(token: string): void {
  if (token.length > TOKEN_BYTES_MAX) throw tokenInvalid("larger than 8 KB");
  const [header, payload, signature, rest] = token.split(".", 4);
  if (header === undefined || payload === undefined || signature === undefined) {
    throw tokenInvalid("fewer than three parts");
  }
  if (rest !== undefined) throw tokenInvalid("more than three parts");
  if (![header, payload, signature].every(isBase64Url)) throw tokenInvalid("not strict base64url");
  const parameters = uniqueObject(header);
  uniqueObject(payload);
  if (parameters.get("alg") !== "HS256") throw tokenInvalid("alg is not HS256");
  // RFC 7515 section 4.1.11: an extension that is not understood must not be ignored.
  if (parameters.has("crit") || parameters.has("b64")) throw tokenInvalid("crit or b64 in header");
}

/** Base64url of at least one byte: no padding, no stray trailing bits (RFC 7515 section 2). */
export function isBase64Url(part: string): boolean {
  return BASE64URL.test(part) && (LAST_CHARACTER[part.length % 4]?.test(part) ?? false);
}

// RFC 7519 section 4: duplicate claim names must be refused, or the last one taken by everyone.
function uniqueObject(part: string): ReadonlyMap<string, unknown> {
  const { text, value } = parse(part);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw tokenInvalid("not a JSON object");
  }
  const names = topLevelNames(text);
  const members = new Map<string, unknown>(Object.entries(value));
  if (names !== members.size) throw tokenInvalid("duplicate members");
  return members;
}

function parse(part: string): { text: string; value: unknown } {
  try {
    // ignoreBOM keeps a byte order mark, which JSON.parse then refuses.
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const text = decoder.decode(Buffer.from(part, "base64url"));
    return { text, value: JSON.parse(text) };
  } catch {
    throw tokenInvalid("not JSON in UTF-8");
  }
}

/** How many members the outermost object of a valid JSON text has, duplicates counted. */
function topLevelNames(text: string): number {
  let depth = 0;
  let count = 0;
  for (const [lexeme] of text.matchAll(TOKENS_OF_JSON)) {
    if (lexeme === "{" || lexeme === "[") depth += 1;
    else if (lexeme === "}" || lexeme === "]") depth -= 1;
    else if (lexeme === ":" && depth === 1) count += 1;
  }
  return count;
}
