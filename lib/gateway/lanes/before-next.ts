import type { IncomingMessage } from "node:http";
import type { Target } from "../exchange.ts";

// By these Next tells its own pages' requests, and redirects or answers them itself.
const WORDS_OF_NEXT = [
  ...["rsc", "next-router-state-tree", "next-router-prefetch", "next-router-segment-prefetch"],
  ...["next-url", "next-action", "next-hmr-refresh", "x-nextjs-data", "purpose"],
];

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
