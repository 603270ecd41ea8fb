const ROUTES_PREFIX = "/api/v1/";
const RESERVED = "/api/v1/docs";
const PLACEHOLDER = /^\{([A-Za-z_][\w-]*)(\*?)\}$/;
// RFC 3986 section 3.3: unreserved, sub-delims, ":" and "@" as they are, all else escaped upper-case.
const CANONICAL_SEGMENT = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2})+$/;
// Control characters, "/" and "\" are never let in, and unreserved characters never escaped.
const REFUSED_ESCAPE = /%(?:[01][0-9A-F]|7F|2F|5C)/;
const UNRESERVED = /[A-Za-z0-9._~-]/;

/** What is wrong with a route's path, or null. */
export function routePathFault(path: string): string | null {
  if (!path.startsWith(ROUTES_PREFIX)) return `must start with ${ROUTES_PREFIX}`;
  if (path === RESERVED || path.startsWith(`${RESERVED}/`))
    return `${RESERVED} is the gateway's own`;
  const segments = path.slice(1).split("/");
  const fault = segments.map(patternSegmentFault).find((found) => found !== null);
  if (fault !== undefined) return fault;
  if (segments.slice(0, -1).some((segment) => segment.endsWith("*}"))) {
    return "{name*} takes the rest and must be the last segment";
  }
  const names = parameterNames(path);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? null : `has two placeholders named {${twice}}`;
}

/** What is wrong with a path without placeholders, or null. */
export function literalPathFault(path: string): string | null {
  if (path === "/") return null;
  if (!path.startsWith("/")) return "must start with /";
  return (
    path
      .slice(1)
      .split("/")
      .map(segmentFault)
      .find((fault) => fault !== null) ?? null
  );
}

/** What is wrong with a path into which the placeholders of `routePath` are filled, or null. */
export function templateFault(template: string, routePath: string): string | null {
  const known = new Set(routePath.match(/\{[^}]*\}/g) ?? []);
  for (const [placeholder, name] of template.matchAll(/\{([^{}*]*)\*?\}/g)) {
    if (!known.has(placeholder) && !known.has(`{${name}*}`)) {
      return `the route's path has no ${placeholder}`;
    }
  }
  // A letter that is no hex digit, so that no escape is completed by a value.
  return literalPathFault(template.replace(/\{[^{}]*\}/g, "x"));
}

// Names of the placeholders, in order.
function parameterNames(path: string): string[] {
  return path.split("/").flatMap((segment) => PLACEHOLDER.exec(segment)?.[1] ?? []);
}

/** The path with its placeholders' names left out: equal for paths that match the same requests. */
export function shapeOf(path: string): string {
  return path
    .split("/")
    .map((segment) => segment.replace(PLACEHOLDER, "{$2}"))
    .join("/");
}

/** The collection that a route belongs to: its path without a trailing placeholder. */
export function collectionOf(path: string): string {
  return path.replace(/\/\{[^/]*\}$/, "");
}

function patternSegmentFault(segment: string): string | null {
  if (!/[{}]/.test(segment) || PLACEHOLDER.test(segment)) {
    return PLACEHOLDER.test(segment) ? null : segmentFault(segment);
  }
  return "a placeholder is a whole segment, {name} or {name*}, of letters, digits, _ and -";
}

function segmentFault(segment: string): string | null {
  if (segment === "") return "has an empty segment; a path has no double and no trailing slash";
  if (segment === "." || segment === "..") return "has a dot segment";
  if (!CANONICAL_SEGMENT.test(segment)) return "has a character that must be percent-escaped";
  if (REFUSED_ESCAPE.test(segment)) return "has an escape that is never let in";
  const needless = segment.match(/%[0-9A-F]{2}/g)?.find((octet) => UNRESERVED.test(decoded(octet)));
  return needless === undefined ? null : `has ${needless} where ${decoded(needless)} is meant`;
}

function decoded(octet: string): string {
  return String.fromCharCode(Number.parseInt(octet.slice(1), 16));
}
