import type { Exchange, Outcome, UpstreamTry } from "../../exchange.ts";
import { seenStatus } from "../../seen-status.ts";
import { cacheResult } from "../cache-result.ts";

/** A span as plain data. Times are milliseconds since the epoch. */
export type PlannedSpan = {
  readonly name: string;
  readonly kind: "server" | "client" | "internal";
  readonly startedAt: number;
  readonly endedAt: number;
  /** Names of OpenTelemetry's semantic conventions where there are any; undefined ones are left out. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly isError: boolean;
};

export type RequestSpans = {
  /** The request itself, the parent of the others. */
  readonly server: PlannedSpan;
  readonly children: readonly PlannedSpan[];
};

/** Stages with a span of their own, by the name that it has. */
const STAGE_SPANS = { cache: "cache", rate_limit: "limiter" } as const;

/**
 * The spans of an answered request, from what its exchange has noted on the way. `durationMs` and
 * `now` are those of its end. No query, token or cookie becomes an attribute.
 */
export function requestSpans(
  exchange: Exchange,
  answered: number,
  outcome: Outcome,
  durationMs: number,
  now: number,
): RequestSpans {
  // The monotonic clock's zero, as of now: it drifts from the wall clock in a long life.
  const zero = now - (exchange.startedAt + durationMs);
  const stages = [...stageSpans(exchange, zero)];
  const tries = exchange.upstream?.tries ?? [];
  return {
    server: serverSpan(exchange, answered, outcome, now - durationMs, now),
    children: [...stages, ...tries.map((one, index) => trySpan(exchange, one, index, zero))],
  };
}

function serverSpan(
  exchange: Exchange,
  answered: number,
  outcome: Outcome,
  startedAt: number,
  endedAt: number,
): PlannedSpan {
  const { client, identity, lane, method, refusal, requestId, route, target } = exchange;
  const status = seenStatus(exchange, answered, outcome);
  return {
    name: route === null ? method : `${method} ${route.path}`,
    kind: "server",
    startedAt,
    endedAt,
    attributes: {
      "http.request.method": method,
      "http.route": route?.path,
      "http.response.status_code": status,
      "http.response.body.size": outcome.bytesOut,
      "url.path": target.path === "" ? undefined : target.path,
      "url.scheme": client.proto,
      "client.address": client.address ?? undefined,
      "error.type": status >= 500 ? (refusal?.reason ?? String(status)) : undefined,
      "gateway.request_id": requestId,
      "gateway.lane": lane,
      "gateway.refusal": refusal?.reason,
      "gateway.org_id": identity?.orgId,
      "gateway.user_id": identity?.userId,
    },
    isError: status >= 500 || !(outcome.isComplete || exchange.cancellation.isCancelled),
  };
}

// A stage's own work: from its beginning to the next one's, or to the answer where it gave that.
function* stageSpans(exchange: Exchange, zero: number): Generator<PlannedSpan> {
  const { names, times } = exchange.passage;
  for (const [index, stage] of names.entries()) {
    if (stage !== "cache" && stage !== "rate_limit") continue;
    const begun = times[index] ?? 0;
    const ended = Math.max(begun, times[index + 1] ?? exchange.repliedAt);
    yield {
      name: STAGE_SPANS[stage],
      kind: "internal",
      startedAt: zero + begun,
      endedAt: zero + ended,
      attributes: stage === "cache" ? cacheAttributes(exchange) : limitAttributes(exchange),
      isError: false,
    };
  }
}

function cacheAttributes({ cacheStatus }: Exchange) {
  return { "gateway.cache": cacheStatus === null ? undefined : cacheResult(cacheStatus) };
}

function limitAttributes({ limit, route }: Exchange) {
  return {
    "gateway.limit.bucket": route?.rateLimit?.bucket,
    "gateway.limit.decision": limit === null ? undefined : limit.isAllowed ? "allowed" : "refused",
    "gateway.limit.remaining": limit?.remaining,
  };
}

function trySpan(
  { method, upstream }: Exchange,
  { endedAt, reason, server, startedAt, status }: UpstreamTry,
  index: number,
  zero: number,
): PlannedSpan {
  const { hostname, port, protocol } = new URL(server);
  const failure = status !== null && status >= 500 ? String(status) : undefined;
  return {
    name: method,
    kind: "client",
    startedAt: zero + startedAt,
    endedAt: zero + endedAt,
    attributes: {
      "http.request.method": method,
      "http.request.resend_count": index === 0 ? undefined : index,
      "http.response.status_code": status ?? undefined,
      "server.address": hostname,
      "server.port": Number(port === "" ? (protocol === "https:" ? 443 : 80) : port),
      "error.type": reason ?? failure,
      "gateway.upstream": upstream?.origin,
    },
    isError: reason !== null || failure !== undefined,
  };
}
