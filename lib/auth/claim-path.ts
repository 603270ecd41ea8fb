/** Claims of an ID token or of the userinfo endpoint. */
export type ClaimSet = Readonly<Record<string, unknown>>;

/**
 * The value at a dotted path of own members, or undefined. A name that itself holds dots, such as
 * `https://example.com/org`, wins over the path it could also be read as.
 */
export function claimAt(claims: unknown, path: string): unknown {
  if (!isClaimSet(claims)) return undefined;
  if (Object.hasOwn(claims, path)) return claims[path];
  for (let dot = path.indexOf("."); dot !== -1; dot = path.indexOf(".", dot + 1)) {
    const head = path.slice(0, dot);
    if (!Object.hasOwn(claims, head)) continue;
    const found = claimAt(claims[head], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A claim that names exactly one thing: a non-empty string, or a list of just that; else null. */
export function singleClaim(claims: ClaimSet, path: string): string | null {
  const value = claimAt(claims, path);
  const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === "string" && only !== "" ? only : null;
}

function isClaimSet(value: unknown): value is ClaimSet {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
