import type { Target } from "../exchange.ts";
import { isPathless, mayReach, readTarget } from "./canonical-path.ts";
import { isForGateway } from "./gateway-path.ts";

// Those that route handlers can export. Next answers all others itself, and throws where a client that
// sent TRACE to a page leaves.
const METHODS = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

/**
 * The target of a request that is answered before Next sees it, or null for one that Next gets. With
 * the direct lane these are the gateway's; in any case those that Next would answer itself (by a
 * redirect, an error page or a method refusal, without envelope, request id or CORS), or fail on,
 * although they are the gateway's to refuse. None of the latter gets as far as an upstream.
 */
export function answeredTarget(
  method: string,
  rawTarget: string,
  isDirect: boolean,
): Target | null {
  const target = readTarget(rawTarget);
  // Next makes a URL of every target, and throws where that cannot be.
  if (isPathless(rawTarget) || (isDirect && isForGateway(rawTarget, target))) return target;
  if (!METHODS.has(method)) return target;
  if (target.fault !== null && mayReach(rawTarget, "/api/")) return target;
  // Next fails on these wherever they lead.
  if (isUtf8(rawTarget.split("?", 1)[0] ?? "")) return null;
  return { path: "", query: "", fault: target.fault ?? "its escapes are no UTF-8" };
}

function isUtf8(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
