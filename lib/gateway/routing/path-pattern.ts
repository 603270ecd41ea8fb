/** One segment of a route's path: fixed text, `{name}`, or `{name*}` as the last one. */
export type Segment =
  | { readonly kind: "static"; readonly text: string }
  | { readonly kind: "param"; readonly name: string }
  | { readonly kind: "rest"; readonly name: string };

/** Reads a path that configuration has already checked. */
export function parsePattern(path: string): Segment[] {
  return path.slice(1).split("/").map(parseSegment);
}

/** `template` with each `{name}` replaced by the value at the same place of `path`. Values stay as they are. */
export function fillTemplate(template: string, path: string, values: readonly string[]): string {
  const names = parsePattern(path).flatMap((segment) =>
    segment.kind === "static" ? [] : [segment.name],
  );
  return template.replace(
    /\{([^{}*]+)\*?\}/g,
    (_, name: string) => values[names.indexOf(name)] ?? "",
  );
}

function parseSegment(text: string): Segment {
  const placeholder = /^\{([^{}*]+)(\*?)\}$/.exec(text);
  if (placeholder?.[1] === undefined) return { kind: "static", text };
  return { kind: placeholder[2] === "*" ? "rest" : "param", name: placeholder[1] };
}
