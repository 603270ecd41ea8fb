import type { Target } from "../exchange.ts";

const TARGET_BYTES_MAX = 8192;
const ABSOLUTE_FORM = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
// Nothing to decode, escape or refuse: what nearly every request looks like.
const ALREADY_CANONICAL = /^(?:\/(?!\.{1,2}(?:[/;]|$))[\w.~!$&'()*+,;=:@-]+)+\/?$/;
const UNRESERVED = /[A-Za-z0-9._~-]/;
// RFC 3986 section 3.3: pchar without percent-escapes.
const PATH_CHARACTER = /[A-Za-z0-9._~!$&'()*+,;=:@-]/;
const QUERY_REFUSED = /[\x00-\x20\x7f#]/;

/**
 * Reads a request-target (RFC 9112 section 3.2) into the one path that is matched, keyed, limited,
 * logged and sent. Escaped unreserved characters are decoded, other escapes upper-cased and kept,
 * characters outside RFC 3986's pchar escaped. The query stays as it is. Never throws: a target
 * that two readers could understand differently comes back with a fault.
 */
export function readTarget(rawTarget: string): Target {
  if (rawTarget.length > TARGET_BYTES_MAX) return faulty("the target is longer than 8 KB");
  const target = originForm(rawTarget);
  if (isPathless(rawTarget)) return faulty("the target is not a path");
  const queryAt = target.indexOf("?");
  const rawPath = queryAt === -1 ? target : target.slice(0, queryAt);
  const query = queryAt === -1 ? "" : target.slice(queryAt);
  if (QUERY_REFUSED.test(query)) return faulty("the query holds a control character");
  if (ALREADY_CANONICAL.test(rawPath)) return { path: rawPath, query, fault: null };
  return canonicalTarget(rawPath, query);
}

/**
 * Whether a target may mean something under `prefix` to any reader, however it is spelled: the
 * test for targets that have no canonical path. Decodes until nothing changes, and resolves dots.
 */
export function mayReach(rawTarget: string, prefix: string): boolean {
  let path = originForm(rawTarget).split(/[?#]/, 1)[0] ?? "";
  for (let round = 0; round < 4; round++) {
    const decoded = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (decoded === path) break;
    path = decoded;
  }
  const plain = path
    .replaceAll("\\", "/")
    .replace(/[\x00-\x20\x7f]/g, "")
    .toLowerCase();
  return (
    `/${plain}/`.replace(/\/+/g, "/").includes(prefix) || resolveDots(plain).startsWith(prefix)
  );
}

/** Whether a target names no path at all, such as the `*` of OPTIONS. */
export function isPathless(rawTarget: string): boolean {
  return !originForm(rawTarget).startsWith("/");
}

/** Whether a target is in absolute form, in which some readers find no URL (`http://?x`). */
export function isAbsolute(rawTarget: string): boolean {
  return ABSOLUTE_FORM.test(rawTarget);
}

// Absolute-form first (RFC 9112 section 3.2.2): a proxy's spelling of the same path.
function originForm(rawTarget: string): string {
  if (rawTarget.startsWith("/")) return rawTarget;
  const authority = ABSOLUTE_FORM.exec(rawTarget);
  if (authority === null) return rawTarget;
  const rest = rawTarget.slice(authority[0].length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function canonicalTarget(rawPath: string, query: string): Target {
  let path = "";
  for (let index = 0; index < rawPath.length; ) {
    const step = canonicalCharacter(rawPath, index);
    if (step.fault !== null) return faulty(step.fault);
    path += step.text;
    index += step.length;
  }
  const segments = path.slice(1).split("/");
  if (segments.slice(0, -1).includes("")) return faulty("it holds an empty segment");
  if (segments.some(isDotSegment)) return faulty("it holds a dot segment");
  return { path, query, fault: null };
}

type Step = { text: string; length: number; fault: string | null };

function canonicalCharacter(path: string, index: number): Step {
  const character = path.charAt(index);
  if (character === "%") return canonicalEscape(path.slice(index, index + 3));
  if (character === "/" || PATH_CHARACTER.test(character)) return step(character, 1);
  if (character === "\\") return refused("it holds a backslash");
  if (isControl(character.charCodeAt(0))) return refused("it holds a control character");
  if (character === "#") return refused("it holds a fragment");
  return step(escapeBytes(character), 1);
}

function canonicalEscape(triplet: string): Step {
  if (!/^%[0-9A-Fa-f]{2}$/.test(triplet)) return refused("it holds a bad percent-escape");
  const byte = Number.parseInt(triplet.slice(1), 16);
  const character = String.fromCharCode(byte);
  if (character === "/" || character === "\\") return refused("it holds an escaped slash");
  if (isControl(byte)) return refused("it holds an escaped control character");
  return step(UNRESERVED.test(character) ? character : triplet.toUpperCase(), 3);
}

// Node hands over one character per byte; a character beyond that can only come from a URL object.
function escapeBytes(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0xff
    ? encodeURIComponent(character.toWellFormed())
    : `%${code.toString(16).toUpperCase().padStart(2, "0")}`;
}

// With a parameter too: servers that cut `;x` off before they resolve dots read "..;x" as "..".
function isDotSegment(segment: string): boolean {
  return /^\.{1,2}(?:;|%3B|$)/.test(segment);
}

function isControl(code: number): boolean {
  return code < 0x20 || code === 0x7f;
}

function resolveDots(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  return `/${kept.join("/")}/`;
}

function step(text: string, length: number): Step {
  return { text, length, fault: null };
}

function refused(fault: string): Step {
  return { text: "", length: 0, fault };
}

function faulty(fault: string): Target {
  return { path: "", query: "", fault };
}
