import type { RouteConfig } from "../config/schema.ts";
import type { Exchange, LimitTrace } from "../exchange.ts";
import { readLengthPrefixed } from "../length-prefixed.ts";
import { type CacheResult, cacheResult, failedStatus } from "./cache-result.ts";
import type { Evidence, StageName, VerdictOutcome } from "./decision.ts";

/** Why a stage decided as it did: one plain sentence, without a full stop. */
export function detailOf(stage: StageName, outcome: VerdictOutcome, evidence: Evidence): string {
  if (outcome === "not reached") return "The request did not come this far";
  if (outcome === "off") return OFF[stage] ?? "The route does not ask for it";
  const detail = DETAILS[stage](evidence, outcome);
  if (outcome !== "refused" || evidence.refusal === null) return detail;
  const { message, note } = evidence.refusal;
  const why = [message, note, detail].filter((part) => part !== null && part !== "");
  return why.join("; ");
}

const OFF: Readonly<Partial<Record<StageName, string>>> = {
  authenticate: "The route needs no token and does not look at one",
  authorize: "The route asks for no scope and no role",
  rate_limit: "The route has no limit",
  cache: "The route keeps no answers",
  invalidate: "Nothing that is cached can change by this request",
};

type Detail = (evidence: Evidence, outcome: VerdictOutcome) => string;

const DETAILS: Readonly<Record<StageName, Detail>> = {
  access_log: () => "The request leaves one line in the log",
  request_id: ({ requestId }) => `The request is known as ${requestId}`,
  client_address: ({ client }) =>
    client.address === null
      ? "Nothing tells the client's address"
      : `The client is ${client.address}, by ${client.proto}`,
  cors: (_, outcome) => {
    if (outcome === "refused") return "";
    return outcome === "answered" ? "The preflight was answered" : "The request is no preflight";
  },
  overload: (_, outcome) => (outcome === "refused" ? "" : "There was room for another request"),
  route: (evidence, outcome) => {
    if (outcome === "refused") return "";
    if (outcome === "answered") return "The methods of the path were told";
    return `${evidence.route?.method} ${evidence.route?.path} takes the request`;
  },
  authenticate: ({ identity }) =>
    identity === null
      ? ""
      : `The token is of ${callerOf(identity)}, and holds until ${timeOf(identity.expiresAt)}`,
  authorize: ({ identity, route }) =>
    route === null ? "" : needs(route, identity?.scopes ?? [], identity?.role ?? null),
  rate_limit: ({ limit }) => (limit === null ? "" : limitDetail(limit)),
  cache: ({ cacheStatus }, outcome) => (cacheStatus === null ? "" : asked(cacheStatus, outcome)),
  invalidate: ({ route }) =>
    `If it succeeds, what is stored under ${route?.invalidates.join(", ")} is dropped`,
  body_limit: ({ route }) => `A body may have ${route?.maxBodyBytes} bytes`,
  forward: forwardDetail,
};

function callerOf({ orgId, role, userId }: NonNullable<Exchange["identity"]>): string {
  return `user ${userId} of ${orgId} ${role === null ? "without a role" : `as ${role}`}`;
}

function needs(route: RouteConfig, held: readonly string[], role: string | null): string {
  const parts: string[] = [];
  if (route.allowedRoles !== null) {
    parts.push(`The role must be ${either(route.allowedRoles)}, and is ${role ?? "not given"}`);
  }
  if (route.scopes.length > 0) {
    const what = route.scopesMatch === "any" ? either(route.scopes) : route.scopes.join(" and ");
    const missing = route.scopes.filter((scope) => !held.includes(scope));
    const lacks = missing.length === 0 ? "" : `, and lacks ${missing.join(", ")}`;
    parts.push(`The token must hold ${what}; it holds ${held.join(", ") || "none"}${lacks}`);
  }
  return parts.join("; ");
}

function either(names: readonly string[]): string {
  return names.join(" or ");
}

function limitDetail({ isAllowed, key, remaining, resetMs }: LimitTrace): string {
  const seconds = Math.ceil(resetMs / 1000);
  const bucket = bucketName(key);
  return isAllowed
    ? `${remaining} more requests are left to ${bucket}, all of them again in ${seconds} s`
    : `Nothing is left to ${bucket}; there is room again in ${seconds} s`;
}

/** Reads a bucket's key, whose parts are written with their lengths: limit, per whom, and who. */
function bucketName(key: string): string {
  const [limit = "", per = "", ...caller] = readLengthPrefixed(key);
  const who = caller.length === 0 ? "everybody whose address is unknown" : caller.join(" / ");
  return `${per} ${who} by the limit "${limit}"`;
}

const CACHE_DETAILS: Readonly<Record<CacheResult, string>> = {
  hit: "A stored answer was fresh",
  stale: "A stored answer was past its time, and allowed to be used",
  collapsed: "The answer of another request's call was shared",
  revalidated: "A stored answer was past its time; the service said that it still holds",
  miss: "No stored answer could be used",
  bypass: "The cache was passed by",
  refused: "No stored answer could be used, and the client wanted no other",
};

const MISS_DETAILS: Readonly<Record<string, string>> = {
  "uri-miss": "Nothing was stored for this caller and path",
  "vary-miss": "What was stored was for other request headers",
  stale: "What was stored was past its time",
  request: "The client wanted no stored answer",
};

function asked(cacheStatus: string, outcome: VerdictOutcome): string {
  if (failedStatus(cacheStatus) !== null) {
    return "A stored answer was past its time, and stood in for the service that failed";
  }
  const result = cacheResult(cacheStatus);
  const why = /; fwd=([a-z-]+)/.exec(cacheStatus)?.[1] ?? "";
  const said = (result === "miss" ? MISS_DETAILS[why] : undefined) ?? CACHE_DETAILS[result];
  const isStored = outcome !== "refused" && /; stored\b/.test(cacheStatus);
  return isStored ? `${said}; the new answer was stored` : said;
}

function forwardDetail(evidence: Evidence, outcome: VerdictOutcome) {
  const { cacheStatus, refusal, route, status, upstream } = evidence;
  if (upstream === null) return "";
  const { attempts, durationMs, origin } = upstream;
  const tried = `${attempts === 1 ? "one try" : `${attempts} tries`}, ${durationMs.toFixed(1)} ms`;
  if (outcome === "answered" && refusal === null) return `${origin} answered ${status} (${tried})`;
  const failed = failedStatus(cacheStatus);
  if (failed !== null) return `${origin} failed, as by ${failed} (${tried})`;
  if (outcome === "passed") return `${origin} was being sent the body (${tried})`;
  return `${origin} was asked (${tried}; timeout ${route?.timeoutMs} ms)`;
}

function timeOf(seconds: number): string {
  return Number.isFinite(new Date(seconds * 1000).getTime())
    ? new Date(seconds * 1000).toISOString()
    : "the end of time";
}
