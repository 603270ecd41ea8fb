import { Cancellation } from "../../cancellation.ts";
import { GatewayError } from "../../errors/gateway-error.ts";
import type { UpstreamTry } from "../../exchange.ts";
import type { Reply } from "../../reply.ts";
import { createBalancer } from "../balancer.ts";
import { UpstreamPool } from "../pool.ts";
import { sendWithRetries } from "../retry.ts";
import type { UpstreamCall } from "../upstream.ts";
import { readAll } from "./calls.ts";

export const down = new GatewayError("upstream_down");
export const broken = new GatewayError("upstream_broken");
export const unwritten = new GatewayError("upstream_broken", "", {
  cause: Object.assign(new Error("write EPIPE"), { code: "EPIPE", syscall: "write" }),
});
export const good: Reply = { status: 200, headers: [], body: "good" };
export const busy: Reply = { status: 503, headers: [], body: "busy" };

/** A call to two servers whose tries end as listed. Those that succeed read the request's body. */
export function planned(results: readonly (Reply | Error)[], { retries = 1 } = {}) {
  const pool = new UpstreamPool("service", { inFlightMax: 500, report: () => undefined });
  const balancer = createBalancer(["http://a/base", "http://b/base"], pool.serverAt);
  const calls: UpstreamCall[] = [];
  const loads: number[] = [];
  const bodies: string[] = [];
  const tries: UpstreamTry[] = [];
  const trace = { origin: "service", attempts: 0, durationMs: 0, tries };
  const upstream = async (call: UpstreamCall) => {
    calls.push(call);
    loads.push(pool.state(0).inFlight);
    const result = results[calls.length - 1] ?? good;
    if (result instanceof Error) throw result;
    if (call.body !== null) bodies.push(String(await readAll(call.body)));
    return result;
  };
  const call = {
    ...{ method: "GET", path: "/", headers: [], body: null, contentLength: null },
    ...{ timeoutMs: 30_000, idleTimeoutMs: null, cancellation: new Cancellation() },
  };
  const ways = { balancer, upstream, sign: null, toClient: (reply: Reply) => reply };
  const plan = { route: { retries }, pool, trace, ...ways };
  const send = (changes: Partial<UpstreamCall> = {}) =>
    sendWithRetries({ ...call, ...changes }, plan);
  return { bodies, calls, loads, pool, send, trace };
}

/** A body that nobody reads, and that hears when it is left. */
export function unread(onLeft: () => void): AsyncIterable<Uint8Array> {
  const chunks = {
    next: () => Promise.reject(new Error("nobody reads this")),
    return: async () => {
      onLeft();
      return { done: true as const, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => chunks };
}
