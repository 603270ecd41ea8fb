import { CATALOGUE } from "../errors/catalogue.ts";
import type { Exchange, Outcome } from "../exchange.ts";
import { headerValue } from "../header-list.ts";

/** How loud a line is: bugs of ours are errors, failing services warnings, the rest is information. */
export type Level = "info" | "warn" | "error";

const LEVEL_BY_OWNER = { client: "info", upstream: "warn", gateway: "error" } as const;
const PATH_LOGGED_MAX = 512;
// Of an absolute-form target; may hold a password.
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/**
 * What the log says of one request. Never a token, a cookie, a body, or the query, in which
 * clients put secrets. `status` is 499 when the client left before the whole answer was sent.
 */
export function accessLine(
  exchange: Exchange,
  status: number,
  outcome: Outcome,
  durationMs: number,
) {
  const { identity, route, upstream, refusal } = exchange;
  return {
    request_id: exchange.requestId,
    method: exchange.method,
    path: loggedPath(exchange),
    route: route?.path,
    status: hasClientGone(exchange, outcome) ? CATALOGUE.client_gone.status : status,
    code: refusal?.code,
    reason: refusal?.reason,
    duration_ms: rounded(durationMs),
    upstream: upstream?.origin,
    upstream_ms: upstream === null ? undefined : rounded(upstream.durationMs),
    attempts: upstream?.attempts,
    bytes_out: outcome.bytesOut,
    org_id: identity?.orgId,
    user_id: identity?.userId,
    client_ip: exchange.client.address ?? undefined,
    user_agent: headerValue(exchange.headers, "user-agent") ?? undefined,
    lane: exchange.lane,
  };
}

/** The level of a line, by who has to act on it. */
export function accessLevel(exchange: Exchange, status: number, outcome: Outcome): Level {
  if (hasClientGone(exchange, outcome)) return "info";
  if (exchange.refusal !== null) return LEVEL_BY_OWNER[CATALOGUE[exchange.refusal.reason].owner];
  return status >= 500 || !outcome.isComplete ? "warn" : "info";
}

function hasClientGone(exchange: Exchange, outcome: Outcome): boolean {
  return exchange.cancellation.isCancelled && !outcome.isComplete;
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
