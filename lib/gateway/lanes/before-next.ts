import type { IncomingMessage } from "node:http";
import type { Target } from "../exchange.ts";
import { mayReach } from "../routing/canonical-path.ts";

// Those that route handlers can export. Next answers all others itself, and throws where a client that
// sent TRACE to a page leaves.
const METHODS = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);
// By these Next tells its own pages' requests, and redirects or answers them itself.
const WORDS_OF_NEXT = [
  ...["rsc", "next-router-state-tree", "next-router-prefetch", "next-router-segment-prefetch"],
  ...["next-url", "next-action", "next-hmr-refresh", "x-nextjs-data", "purpose"],
];

/**
 * The target of a request that Next would answer itself (by a redirect, an error page or a method
 * refusal, without envelope, request id or CORS) although it is the gateway's to refuse; null for one
 * that Next hands on. No such request gets as far as an upstream.
 */
export function targetLostInNext(method: string, rawTarget: string, target: Target): Target | null {
  if (!METHODS.has(method)) return target;
  if (target.fault !== null && mayReach(rawTarget, "/api/")) return target;
  // Next fails on these wherever they lead.
  if (isUtf8(rawTarget.split("?", 1)[0] ?? "")) return null;
  return { path: "", query: "", fault: target.fault ?? "its escapes are no UTF-8" };
}

/**
 * Spells a request the way that Next reads as it is meant: its path in canonical form, and without the
 * headers of Next's own pages. What is passed on comes from the raw head, which stays. A target that
 * has no canonical form stays as it is.
 */
export function spellForNext(message: IncomingMessage, { fault, path, query }: Target): void {
  if (fault !== null) return;
  message.url = path + query;
  for (const name of WORDS_OF_NEXT) delete message.headers[name];
}

function isUtf8(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
