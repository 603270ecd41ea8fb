import { addressNetwork } from "../client/client-address.ts";
import type { RateLimitRule } from "../config/schema.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import { type Handler, mapReply, passThrough, type Stage, withHeaders } from "../pipeline/stage.ts";
import type { Decision, Limiter } from "../ratelimit/limiter.ts";
import { bucketKey, policyHeaders, retryAfterSeconds } from "../ratelimit/policy.ts";
import type { Reply } from "../reply.ts";

/** Counts the request against its route's limit, and says in every answer what is left. */
export function rateLimit(rule: RateLimitRule | null, limiter: Limiter): Stage {
  if (rule === null) return passThrough;
  const headersOf = policyHeaders(rule);

  function proceed(
    { isAllowed, remaining, resetMs }: Decision,
    key: string,
    exchange: Exchange,
    next: Handler,
  ): Reply | Promise<Reply> {
    const limit = { key, isAllowed, remaining, resetMs };
    exchange.limit = limit;
    const headers = headersOf(limit);
    if (isAllowed) return mapReply(next(exchange), (reply) => withHeaders(reply, headers));
    const seconds = retryAfterSeconds(limit);
    throw new GatewayError("rate_limited", seconds, {
      headers: [...headers, "Retry-After", seconds],
    });
  }

  return function rateLimit(exchange, next) {
    const key = bucketKey(rule, callerOf(rule, exchange));
    const decision = limiter.hit(key, rule, Date.now());
    return decision instanceof Promise
      ? decision.then((decision) => proceed(decision, key, exchange, next))
      : proceed(decision, key, exchange, next);
  };
}

function callerOf({ per }: RateLimitRule, { identity, client }: Exchange): readonly string[] {
  if (per === "user" && identity !== null) return [identity.orgId, identity.userId];
  if (per === "org" && identity !== null) return [identity.orgId];
  return client.address === null ? [] : [addressNetwork(client.address)];
}
