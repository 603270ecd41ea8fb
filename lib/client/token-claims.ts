/** What a gateway token says of its holder, read for showing; nothing is verified here. */
export type TokenClaims = Readonly<{
  /** Every claim in the token's order, values as JSON has them. */
  all: readonly (readonly [name: string, value: unknown])[];
  role: string | null;
  scopes: readonly string[];
}>;

/** The claims of a compact JWT (RFC 7519 section 3), or null when it cannot be read. */
export function tokenClaims(token: string): TokenClaims | null {
  const payload = parsed(token.split(".")[1] ?? "");
  if (typeof payload !== "object" || payload === null) return null;
  const all = Object.entries(payload);
  const claims = new Map<string, unknown>(all);
  const role = claims.get("role");
  const scopes = claims.get("scopes");
  return {
    all,
    role: typeof role === "string" ? role : null,
    scopes: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === "string") : [],
  };
}

function parsed(payload: string): unknown {
  try {
    const binary = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
