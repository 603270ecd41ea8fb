import { setTimeout as sleep } from "node:timers/promises";
import { CATALOGUE } from "../errors/catalogue.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { UpstreamTrace, UpstreamTry } from "../exchange.ts";
import { isStreaming, type Reply } from "../reply.ts";
import type { Balancer, Endpoint } from "./balancer.ts";
import { hasFailedToWrite } from "./failure.ts";
import { Place } from "./place.ts";
import type { UpstreamPool, Verdict } from "./pool.ts";
import { SIGNATURE_HEADER, type Sign } from "./signature.ts";
import { UnsentBody } from "./unsent-body.ts";
import type { Upstream, UpstreamCall } from "./upstream.ts";

// RFC 9110 section 9.2.2.
const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);
const RETRIABLE_STATUS = new Set([502, 503, 504]);
// RFC 9110 section 15: nothing beyond has a meaning, and neither lane could pass it on.
const STATUS_MAX = 599;
const PAUSE_MS = 50;
const PAUSE_MS_MAX = 1000;

/** Whether a request may be sent a second time at all: idempotent, and with nothing to replay. */
export function isRepeatable(method: string, hasBody: boolean): boolean {
  return !hasBody && IDEMPOTENT.has(method);
}

/** Whether an answer, or the failure to get one, is worth another try. */
export function isWorthRetrying(result: Reply | GatewayError): boolean {
  if (!(result instanceof GatewayError)) return RETRIABLE_STATUS.has(result.status);
  return result.reason === "upstream_down" || result.reason === "upstream_broken";
}

/**
 * What a result says of the upstream. Its failures are those that are its own (it could not be
 * reached, broke, was too slow) and the answers by which proxies and services say that they cannot
 * serve: 502, 503, 504. A 500 is an answer: one broken operation must not shut a service. Whatever
 * the client did, such as leave, says nothing.
 */
export function verdictOn(result: Reply | GatewayError): Verdict {
  if (!(result instanceof GatewayError))
    return RETRIABLE_STATUS.has(result.status) ? "failed" : "good";
  return CATALOGUE[result.reason].owner === "upstream" ? "failed" : "none";
}

/**
 * Wait after the given number of tries, milliseconds; `random` in [0, 1). Any time up to a limit that
 * doubles per try, so that the callers of a failed server do not come back all at once.
 */
export function retryDelayMs(tries: number, random: number): number {
  return Math.floor(random * Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** (tries - 1)));
}

type Plan = {
  readonly route: { readonly retries: number };
  readonly pool: UpstreamPool;
  readonly balancer: Balancer;
  readonly upstream: Upstream;
  /** Null where the route asks for no signature. */
  readonly sign: Sign | null;
  /** Is told of the tries and the time they took, for the log. */
  readonly trace: UpstreamTrace;
  /** What is made of the answer that counts; must not throw. */
  readonly toClient: (reply: Reply) => Reply;
};

/** A call without the server, which is chosen per try. `path` is put behind the server's base path. */
type OpenCall = Omit<UpstreamCall, "origin" | "headTimeoutMs" | "place">;

/**
 * Sends a call, and again where that is safe and of use, each time to another server if there is
 * one, all within the call's `timeoutMs` and the upstream's retry budget. A call of which nothing
 * was sent, because a kept connection was just being closed, is sent once more whatever its method.
 * Rejects as an Upstream does, or with `circuit_open` or `upstream_overloaded` before any try.
 */
export async function sendWithRetries(open: OpenCall, plan: Plan): Promise<Reply> {
  const { pool, trace, upstream } = plan;
  const startedAt = performance.now();
  const era = pool.admit(startedAt);
  const triesMax = isRepeatable(open.method, open.body !== null) ? 1 + plan.route.retries : 1;
  const body = open.body === null ? null : new UnsentBody(open.body);
  const call = body === null ? open : { ...open, body };
  const giveUpAt = startedAt + call.timeoutMs;
  let mayResend = true;
  let endpoint: Endpoint | null = null;
  for (let now = startedAt, tries = 1; ; ) {
    endpoint = plan.balancer.pick(endpoint, now);
    trace.attempts += 1;
    const triedAt = now;
    const place = new Place(pool, endpoint.server);
    let result: Reply | GatewayError;
    try {
      result = meaningful(await upstream(callTo(call, endpoint, place, plan.sign, giveUpAt - now)));
    } catch (error) {
      result = asFailure(error, place);
    }
    if (result instanceof GatewayError || !isStreaming(result.body)) place.leave();
    now = performance.now();
    trace.durationMs = now - startedAt;
    trace.tries.push(tryOf(endpoint, triedAt, now, result));
    if (mayResend && isUnsent(result, body) && !call.cancellation.isCancelled && now < giveUpAt) {
      mayResend = false;
      continue;
    }
    const verdict = verdictOn(result);
    pool.noteTry(endpoint.server, verdict, now);
    const isLast = tries >= triesMax || call.cancellation.isCancelled || !isWorthRetrying(result);
    const delayMs = isLast ? 0 : retryDelayMs(tries, Math.random());
    if (isLast || now + delayMs >= giveUpAt || !pool.takeRetry(now)) {
      pool.settle(era, verdict, now);
      return plan.toClient(settled(result, body));
    }
    await leaveUnread(result);
    await sleep(delayMs);
    now = performance.now();
    tries += 1;
  }
}

function callTo(
  call: OpenCall,
  { basePath, server }: Endpoint,
  place: Place,
  sign: Sign | null,
  leftMs: number,
): UpstreamCall {
  const path = basePath + call.path;
  return {
    method: call.method,
    origin: server.origin,
    path,
    headers: sign === null ? call.headers : signed(call, path, sign),
    body: call.body,
    contentLength: call.contentLength,
    headTimeoutMs: Math.max(1, Math.ceil(leftMs)),
    timeoutMs: call.timeoutMs,
    idleTimeoutMs: call.idleTimeoutMs,
    cancellation: call.cancellation,
    place,
  };
}

function meaningful(reply: Reply): Reply | GatewayError {
  if (reply.status <= STATUS_MAX) return reply;
  void leaveUnread(reply).catch(() => undefined);
  return new GatewayError("upstream_broken", "", { cause: `its status was ${reply.status}` });
}

function asFailure(error: unknown, place: Place): GatewayError {
  if (error instanceof GatewayError) return error;
  place.leave();
  throw error;
}

function tryOf(
  { server }: Endpoint,
  startedAt: number,
  endedAt: number,
  result: Reply | GatewayError,
): UpstreamTry {
  const isError = result instanceof GatewayError;
  const [status, reason] = isError ? [null, result.reason] : [result.status, null];
  return { server: server.origin, startedAt, endedAt, status, reason };
}

// A write that fails has not sent all of a head, and without all of it nobody acts on a request.
function isUnsent(result: Reply | GatewayError, body: UnsentBody | null): boolean {
  if (!(result instanceof GatewayError) || result.reason !== "upstream_broken") return false;
  return body === null ? hasFailedToWrite(result) : body.takeBack();
}

function signed({ headers, method }: OpenCall, target: string, sign: Sign): string[] {
  return [...headers, SIGNATURE_HEADER, sign({ method, target, headers }, Date.now())];
}

function settled(result: Reply | GatewayError, body: UnsentBody | null): Reply {
  if (!(result instanceof GatewayError)) return result;
  void body?.discard().catch(() => undefined);
  throw result;
}

// An answer that nobody reads would hold its connection.
async function leaveUnread(result: Reply | GatewayError): Promise<void> {
  if (result instanceof GatewayError || !isStreaming(result.body)) return;
  await result.body[Symbol.asyncIterator]().return?.();
}
