/** A placeholder of a route's path; `isRest` takes several segments. */
export type PathParameter = Readonly<{ name: string; isRest: boolean }>;

const PLACEHOLDER = /\{([^{}*]+)(\*?)\}/g;

/** The placeholders of a route's path, in order. */
export function pathParameters(path: string): PathParameter[] {
  return [...path.matchAll(PLACEHOLDER)].map(([, name = "", star]) => ({
    name,
    isRest: star === "*",
  }));
}

/**
 * The target to request: placeholders replaced by their escaped values, and the query as it was
 * typed, with or without its question mark.
 */
export function requestTarget(
  path: string,
  values: Readonly<Record<string, string>>,
  query: string,
): string {
  const filled = path.replace(PLACEHOLDER, (_, name: string, star: string) => {
    const value = values[name] ?? "";
    return star === "*"
      ? value.split("/").map(encodeURIComponent).join("/")
      : encodeURIComponent(value);
  });
  const asked = query.trim().replace(/^\?/, "");
  return asked === "" ? filled : `${filled}?${asked}`;
}
