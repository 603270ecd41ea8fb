import { addressNetwork } from "../client/client-address.ts";
import type { RateLimitRule } from "../config/schema.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import { mapReply, passThrough, type Stage, withHeaders } from "../pipeline/stage.ts";
import type { Decision, Limiter } from "../ratelimit/limiter.ts";
import { bucketKey, policyHeaders, retryAfterSeconds } from "../ratelimit/policy.ts";

/** Counts the request against its route's limit, and says in every answer what is left. */
export function rateLimit(rule: RateLimitRule | null, limiter: Limiter): Stage {
  if (rule === null) return passThrough;
  return function rateLimit(exchange, next) {
    const key = bucketKey(rule, callerOf(rule, exchange));
    const decision = limiter.hit(key, rule, Date.now());
    const proceed = (decision: Decision) => {
      exchange.limit = { key, ...decision };
      const headers = policyHeaders(rule, decision);
      if (decision.isAllowed)
        return mapReply(next(exchange), (reply) => withHeaders(reply, headers));
      const seconds = retryAfterSeconds(decision);
      throw new GatewayError("rate_limited", seconds, {
        headers: [...headers, "Retry-After", seconds],
      });
    };
    return decision instanceof Promise ? decision.then(proceed) : proceed(decision);
  };
}

function callerOf({ per }: RateLimitRule, { identity, client }: Exchange): readonly string[] {
  if (per === "user" && identity !== null) return [identity.orgId, identity.userId];
  if (per === "org" && identity !== null) return [identity.orgId];
  return client.address === null ? [] : [addressNetwork(client.address)];
}
