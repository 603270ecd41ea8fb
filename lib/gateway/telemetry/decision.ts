import { CATALOGUE, type Reason } from "../errors/catalogue.ts";
import type { Exchange } from "../exchange.ts";
import { failedStatus } from "./cache-result.ts";
import { detailOf } from "./verdict-detail.ts";

/** Every stage there is, outermost first: those of every request, then those of a route. */
export const STAGES = [
  "access_log",
  "request_id",
  "client_address",
  "cors",
  "overload",
  "route",
  "authenticate",
  "authorize",
  "rate_limit",
  "cache",
  "invalidate",
  "body_limit",
  "forward",
] as const;

export type StageName = (typeof STAGES)[number];

/** What a stage did: `passed` handed the request on, `off` is what the route does not ask for. */
export type VerdictOutcome = "passed" | "refused" | "answered" | "not reached" | "off";

export type Verdict = {
  readonly stage: StageName;
  readonly outcome: VerdictOutcome;
  /** One plain sentence, without a full stop. */
  readonly detail: string;
  /** From entering this stage to entering the next, milliseconds; null where it was not entered. */
  readonly ms: number | null;
};

/** What a decision is told from; an exchange holds all of it, and so does a sighting. */
export type Evidence = {
  /** When the answer was done: milliseconds since the epoch. */
  readonly at: number;
  readonly status: number;
  /** From arrival to the last byte. */
  readonly durationMs: number;
  /** The canonical path, or "" of a request that was refused for having none. */
  readonly path: string;
  readonly refusal: {
    readonly reason: Reason;
    readonly code: string;
    readonly message: string;
    readonly stage: string;
    /** See `refusalNote`. */
    readonly note: string | null;
  } | null;
} & Readonly<
  Pick<
    Exchange,
    | "method"
    | "lane"
    | "requestId"
    | "startedAt"
    | "repliedAt"
    | "client"
    | "identity"
    | "route"
    | "upstream"
    | "limit"
    | "cacheStatus"
    | "passage"
  >
>;

/** Why one request got its answer: plain JSON. Never a token, a header of the client, or the query. */
export type Decision = {
  readonly requestId: string;
  /** RFC 3339, when the answer was done. */
  readonly time: string;
  readonly method: string;
  /** Canonical; "" of a request whose path was refused. */
  readonly path: string;
  readonly lane: Exchange["lane"];
  readonly status: number;
  readonly code: string | null;
  readonly reason: Reason | null;
  /** As the client read it. */
  readonly message: string | null;
  /** The pattern of the route that took the request. */
  readonly route: string | null;
  readonly org: string | null;
  readonly user: string | null;
  readonly role: string | null;
  /** From arrival to the last byte, milliseconds. */
  readonly totalMs: number;
  /** One for each of STAGES, in their order. */
  readonly verdicts: readonly Verdict[];
};

/** Tells what every stage made of an answered request, and why. */
export function decisionOf(evidence: Evidence): Decision {
  const { identity, refusal, route } = evidence;
  return {
    requestId: evidence.requestId,
    time: new Date(evidence.at).toISOString(),
    method: evidence.method,
    path: evidence.path,
    lane: evidence.lane,
    status: evidence.status,
    code: refusal?.code ?? null,
    reason: refusal?.reason ?? null,
    message: refusal?.message ?? null,
    route: route?.path ?? null,
    org: identity?.orgId ?? null,
    user: identity?.userId ?? null,
    role: identity?.role ?? null,
    totalMs: rounded(evidence.durationMs),
    verdicts: verdictsOf(evidence),
  };
}

function verdictsOf(evidence: Evidence): Verdict[] {
  const outcomes = outcomesOf(evidence);
  return STAGES.map((stage, index) => {
    const outcome = outcomes[index] ?? "not reached";
    const isEntered = outcome !== "off" && outcome !== "not reached";
    const ms = isEntered ? timeIn(stage, evidence) : null;
    return { stage, outcome, detail: detailOf(stage, outcome, evidence), ms };
  });
}

function outcomesOf(evidence: Evidence): VerdictOutcome[] {
  const { cacheStatus, passage, refusal, upstream } = evidence;
  const refusing = refusal === null ? null : blamedStage(refusal);
  const entered = new Set([...passage.names, ...(upstream === null ? [] : ["forward"])]);
  if (refusing !== null) entered.add(refusing);
  const last = STAGES.findLastIndex((stage) => entered.has(stage));
  const answering = failedStatus(cacheStatus) === null ? STAGES[last] : "cache";
  // While its body was still being read, a service has not answered.
  const isAnswered = refusal?.reason !== "body_too_large";
  return STAGES.map((stage, index) => {
    if (stage === refusing) return "refused";
    if (index > last) return isOff(stage, evidence) ? "off" : "not reached";
    if (stage === answering) return isAnswered ? "answered" : "passed";
    // What a cache asks for itself passes the stages below it unseen.
    return entered.has(stage) || stage === "body_limit" ? "passed" : "off";
  });
}

// A refusal is rendered where it was thrown: a body breaks its limit while the service reads it, and
// the refusal of a shared call comes to each who waited for it out of the cache.
function blamedStage({ reason, stage }: NonNullable<Evidence["refusal"]>): string {
  if (reason === "body_too_large") return "body_limit";
  return CATALOGUE[reason].owner === "upstream" ? "forward" : stage;
}

function isOff(stage: StageName, { route }: Evidence): boolean {
  if (route === null) return false;
  if (stage === "authenticate") return !route.authRequired;
  if (stage === "authorize") return route.scopes.length === 0 && route.allowedRoles === null;
  if (stage === "rate_limit") return route.rateLimit === null;
  if (stage === "cache") return route.cacheTtlMs === null;
  return stage === "invalidate" && (route.method === "GET" || route.method === "HEAD");
}

function timeIn(stage: StageName, evidence: Evidence): number | null {
  const { durationMs, passage, repliedAt, startedAt, upstream } = evidence;
  if (stage === "forward" && upstream !== null) return rounded(upstream.durationMs);
  const index = passage.names.indexOf(stage);
  const from = passage.times[index];
  if (from === undefined) return null;
  const end = repliedAt > 0 ? repliedAt : startedAt + durationMs;
  const next = passage.times[index + 1];
  const asked = next === undefined && upstream !== null ? upstream.durationMs : 0;
  return rounded(Math.max(0, (next ?? end) - from - asked));
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
