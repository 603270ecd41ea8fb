import { CATALOGUE } from "../errors/catalogue.ts";
import type { Exchange, Outcome } from "../exchange.ts";
import { headerValue } from "../header-list.ts";
import { seenStatus } from "../seen-status.ts";
import { cacheResult } from "./cache-result.ts";

/** How loud a line is: bugs of ours are errors, failing services warnings, the rest is information. */
export type Level = "info" | "warn" | "error";

const LEVEL_BY_OWNER = { client: "info", upstream: "warn", gateway: "error" } as const;
const PATH_LOGGED_MAX = 512;
// Of an absolute-form target; may hold a password.
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/**
 * What the log says of one request. Never a token, a cookie, a body, or the query, in which
 * clients put secrets. Undefined fields are left out.
 */
export function accessLine(
  exchange: Exchange,
  status: number,
  outcome: Outcome,
  durationMs: number,
) {
  const { cacheStatus, identity, received, refusal, route, upstream } = exchange;
  return {
    request_id: exchange.requestId,
    trace_id: exchange.trace.traceId,
    method: exchange.method,
    path: loggedPath(exchange),
    route: route?.path,
    status: seenStatus(exchange, status, outcome),
    code: refusal?.code,
    reason: refusal?.reason ?? outcome.brokenBy ?? undefined,
    duration_ms: rounded(durationMs),
    upstream: upstream?.origin,
    upstream_ms: upstream === null ? undefined : rounded(upstream.durationMs),
    attempts: upstream?.attempts,
    bytes_in: received?.bytes,
    bytes_out: outcome.bytesOut,
    cache: cacheStatus === null ? undefined : cacheResult(cacheStatus),
    limited_by: refusal?.reason === "rate_limited" ? limitOf(exchange) : undefined,
    org_id: identity?.orgId,
    user_id: identity?.userId,
    client_ip: exchange.client.address ?? undefined,
    user_agent: headerValue(exchange.headers, "user-agent") ?? undefined,
    lane: exchange.lane,
  };
}

/** Fields of an access line, in the order in which they are written. */
export type AccessLine = ReturnType<typeof accessLine>;

/** The level of a line, by who has to act on it. */
export function accessLevel(exchange: Exchange, status: number, outcome: Outcome): Level {
  if (!outcome.isComplete && exchange.cancellation.isCancelled) return "info";
  if (exchange.refusal !== null) return LEVEL_BY_OWNER[CATALOGUE[exchange.refusal.reason].owner];
  return status >= 500 || !outcome.isComplete ? "warn" : "info";
}

// Bad tokens have a limit of their own, besides the route's.
function limitOf({ refusal, route }: Exchange): string | undefined {
  return refusal?.stage === "authenticate" ? "auth-failures" : route?.rateLimit?.bucket;
}

// A refused path has no canonical form; what is logged of it is cut and made printable.
function loggedPath({ target, rawTarget }: Exchange): string {
  if (target.fault === null) return target.path;
  const path = rawTarget.replace(AUTHORITY, "").split(/[?#]/, 1)[0] ?? "";
  return path.slice(0, PATH_LOGGED_MAX).replace(/[^\x21-\x7e]/g, "?");
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
