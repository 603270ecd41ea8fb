/**
 * A path with its parameters filled in, each as one segment; a list is the rest of a path, one
 * segment each. Throws TypeError for an empty segment, `.` or `..`, which would lead elsewhere.
 */
export function fillPath(path: string, values: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = values[name];
    const segments: readonly unknown[] = Array.isArray(value) ? value : [value];
    return segments.map((segment) => escaped(segment, name)).join("/");
  });
}

function escaped(value: unknown, name: string): string {
  const segment = String(value ?? "");
  if (segment === "" || segment === "." || segment === "..") {
    throw new TypeError(`${name} cannot be ${JSON.stringify(segment)}`);
  }
  return encodeURIComponent(segment);
}
