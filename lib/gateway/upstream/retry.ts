import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError } from "../errors/gateway-error.ts";
import type { UpstreamTrace } from "../exchange.ts";
import { isStreaming, type Reply } from "../reply.ts";
import type { Balancer, Server } from "./balancer.ts";
import { SIGNATURE_HEADER, type Sign } from "./signature.ts";
import type { Upstream, UpstreamCall } from "./upstream.ts";

// RFC 9110 section 9.2.2.
const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);
const RETRIABLE_STATUS = new Set([502, 503, 504]);
const JITTER_MS_MAX = 50;

/** Whether a request may be sent a second time at all: idempotent, and with nothing to replay. */
export function isRepeatable(method: string, hasBody: boolean): boolean {
  return !hasBody && IDEMPOTENT.has(method);
}

/** Whether an answer, or the failure to get one, is worth another try. */
export function isWorthRetrying(result: Reply | GatewayError): boolean {
  if (!(result instanceof GatewayError)) return RETRIABLE_STATUS.has(result.status);
  return result.reason === "upstream_down" || result.reason === "upstream_broken";
}

/** Wait before the next try, milliseconds; `random` in [0, 1). Spreads the callers of a failed server. */
export function retryDelayMs(random: number): number {
  return Math.floor(random * JITTER_MS_MAX);
}

type Plan = {
  readonly route: { readonly retries: number };
  readonly balancer: Balancer;
  readonly upstream: Upstream;
  /** Null where the route asks for no signature. */
  readonly sign: Sign | null;
  /** Counts the tries, for the log. */
  readonly trace: UpstreamTrace;
};

/** A call without the server, which is chosen per try. `path` is put behind the server's base path. */
type OpenCall = Omit<UpstreamCall, "origin" | "headTimeoutMs">;

/**
 * Sends a call, and again where that is safe and of use, each time to another server if there is
 * one, all within the call's `timeoutMs`. Rejects as an Upstream does.
 */
export async function sendWithRetries(call: OpenCall, plan: Plan): Promise<Reply> {
  const triesMax = isRepeatable(call.method, call.body !== null) ? 1 + plan.route.retries : 1;
  const giveUpAt = performance.now() + call.timeoutMs;
  let server: Server | null = null;
  for (;;) {
    server = plan.balancer.pick(server);
    plan.trace.attempts += 1;
    const result = await tryOnce(call, server, plan, giveUpAt);
    const isLast = plan.trace.attempts >= triesMax || call.cancellation.isCancelled;
    const delayMs = isLast || !isWorthRetrying(result) ? null : retryDelayMs(Math.random());
    if (delayMs === null || performance.now() + delayMs >= giveUpAt) return settled(result);
    await discard(result);
    await sleep(delayMs);
  }
}

async function tryOnce(call: OpenCall, server: Server, plan: Plan, giveUpAt: number) {
  const headTimeoutMs = Math.max(1, Math.ceil(giveUpAt - performance.now()));
  server.inFlight += 1;
  try {
    const path = server.basePath + call.path;
    const headers = plan.sign === null ? call.headers : signed(call, path, plan.sign);
    return await plan.upstream({ ...call, origin: server.origin, path, headers, headTimeoutMs });
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  } finally {
    server.inFlight -= 1;
  }
}

function signed({ headers, method }: OpenCall, target: string, sign: Sign): string[] {
  return [...headers, SIGNATURE_HEADER, sign({ method, target, headers }, Date.now())];
}

function settled(result: Reply | GatewayError): Reply {
  if (result instanceof GatewayError) throw result;
  return result;
}

// An answer that nobody reads would hold its connection.
async function discard(result: Reply | GatewayError): Promise<void> {
  if (result instanceof GatewayError || !isStreaming(result.body)) return;
  await result.body[Symbol.asyncIterator]().return?.();
}
