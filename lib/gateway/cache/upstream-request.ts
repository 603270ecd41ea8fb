import { type HeaderList, headerValues } from "../header-list.ts";
import type { Entry } from "./entry.ts";
import type { CacheScope } from "./partition.ts";
import { conditionalHeaders } from "./revalidation.ts";

const NEGOTIATION = ["accept", "accept-charset", "accept-encoding", "accept-language"];
const CONDITIONAL = ["if-none-match", "if-modified-since", "if-match", "if-unmodified-since"];
const RANGE = ["range", "if-range"];
// What the gateway continues under its own name.
const CONTINUED = ["via", "traceparent"];

const SHARED = new Set([...NEGOTIATION, ...CONDITIONAL, ...RANGE, ...CONTINUED]);
const ANSWERED_HERE = new Set(["if-none-match", "if-modified-since", ...RANGE]);

/** Whether a client's header can shape the upstream's answer under a scope. Lower case. */
export function isSent(name: string, scope: CacheScope): boolean {
  return scope === "user" || SHARED.has(name);
}

/**
 * A client's headers without those that its `Connection` lists: they end here, and what the upstream
 * never gets must not choose a stored answer (RFC 9110 section 7.6.1).
 */
export function endToEndHeaders(headers: HeaderList): string[] {
  const listed = new Set(
    headerValues(headers, "connection").flatMap((value) =>
      value.split(",").map((option) => option.trim().toLowerCase()),
    ),
  );
  return filtered(headers, (name) => name !== "connection" && !listed.has(name));
}

/**
 * A client's headers as the upstream may see them. Where an answer is shared, only those that
 * everybody's answer may depend on.
 */
export function sentHeaders(headers: HeaderList, scope: CacheScope): HeaderList {
  return scope === "user" ? headers : filtered(headers, (name) => isSent(name, scope));
}

/**
 * Headers for a call whose answer is to be stored: the whole of it, whatever part the client wants;
 * conditional only on what is stored.
 */
export function storingHeaders(headers: HeaderList, stored: Entry | null): string[] {
  const kept = filtered(headers, (name) => !ANSWERED_HERE.has(name));
  return stored === null ? kept : [...kept, ...conditionalHeaders(stored)];
}

function filtered(headers: HeaderList, isKept: (name: string) => boolean): string[] {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    if (isKept(name.toLowerCase())) kept.push(name, headers[index + 1] ?? "");
  }
  return kept;
}
