import { type HeaderList, headerValues } from "../header-list.ts";

/** Arguments of directives by lower-case name, without their quotes; null where there is none. */
export type Directives = ReadonlyMap<string, readonly (string | null)[]>;

/** Largest delta-seconds that a cache has to tell apart (RFC 9111 section 1.2.2). */
const DELTA_SECONDS_MAX = 2 ** 31;
const NONE: Directives = new Map();

/** All `Cache-Control` fields of a message together (RFC 9111 section 5.2). */
export function cacheControl(headers: HeaderList): Directives {
  const values = headerValues(headers, "cache-control");
  return values.length === 0 ? NONE : parseDirectives(values.join(","));
}

/** Directives of a field value. Names ignore case; a name that comes twice keeps both arguments. */
export function parseDirectives(value: string): Directives {
  const directives = new Map<string, (string | null)[]>();
  for (const member of members(value)) {
    const equals = member.indexOf("=");
    const name = (equals === -1 ? member : member.slice(0, equals)).trim().toLowerCase();
    const argument = equals === -1 ? null : unquoted(member.slice(equals + 1).trim());
    const known = directives.get(name);
    if (known !== undefined) known.push(argument);
    else if (name !== "") directives.set(name, [argument]);
  }
  return directives;
}

/**
 * Seconds that a directive names; null without it. What is no number counts as 0, and of several the
 * smallest counts: invalid freshness is stale (RFC 9111 section 4.2.1).
 */
export function deltaSeconds(directives: Directives, name: string): number | null {
  const values = directives.get(name);
  return values === undefined ? null : Math.min(...values.map(parseDelta));
}

/** A delta-seconds value; 0 for anything else. */
export function parseDelta(text: string | null): number {
  return text !== null && /^\d+$/.test(text) ? Math.min(Number(text), DELTA_SECONDS_MAX) : 0;
}

// Commas within quotes separate nothing. A quote that never ends quotes nothing: it must not hide a
// no-store behind it.
function members(value: string): string[] {
  const parts = value.split(",");
  if (!value.includes('"')) return parts;
  const joined: string[] = [];
  let open: string | null = null;
  for (const part of parts) {
    const text: string = open === null ? part : `${open},${part}`;
    open = isOpen(text) ? text : null;
    if (open === null) joined.push(text);
  }
  return open === null ? joined : parts;
}

function isOpen(text: string): boolean {
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    if (isQuoted && text[index] === "\\") index += 1;
    else if (text[index] === '"') isQuoted = !isQuoted;
  }
  return isQuoted;
}

function unquoted(argument: string): string {
  if (!/^".*"$/.test(argument)) return argument;
  return argument.slice(1, -1).replace(/\\(.)/g, "$1");
}
