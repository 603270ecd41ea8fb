import { addressNetwork } from "../client/client-address.ts";
import type { RateLimitRule } from "../config/schema.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Exchange, Identity } from "../exchange.ts";
import { type Handler, passThrough, type Stage } from "../pipeline/stage.ts";
import type { Decision, Limiter } from "../ratelimit/limiter.ts";
import { bucketKey, policyHeaders, retryAfterSeconds } from "../ratelimit/policy.ts";
import type { Reply } from "../reply.ts";
import { weakMemo } from "../weak-memo.ts";

/** Counts the request against its route's limit, and says in every answer what is left. */
export function rateLimit(rule: RateLimitRule | null, limiter: Limiter): Stage {
  if (rule === null) return passThrough;
  const headersOf = policyHeaders(rule);
  const keyOf = bucketKeys(rule);

  function proceed(
    { isAllowed, remaining, resetMs }: Decision,
    key: string,
    exchange: Exchange,
    next: Handler,
  ): Reply | Promise<Reply> {
    const limit = { key, isAllowed, remaining, resetMs };
    exchange.limit = limit;
    for (const part of headersOf(limit)) exchange.answerHeaders.push(part);
    if (isAllowed) return next(exchange);
    const seconds = retryAfterSeconds(limit);
    throw new GatewayError("rate_limited", seconds, { headers: ["Retry-After", seconds] });
  }

  return function rateLimit(exchange, next) {
    const key = keyOf(exchange);
    const decision = limiter.hit(key, rule, Date.now());
    return decision instanceof Promise
      ? decision.then((decision) => proceed(decision, key, exchange, next))
      : proceed(decision, key, exchange, next);
  };
}

/** Finds the bucket of a rule that a request falls in. */
function bucketKeys(rule: RateLimitRule): (exchange: Exchange) => string {
  // A token that was seen before brings the same identity.
  const keyOfCaller = weakMemo(({ orgId, userId }: Identity) =>
    bucketKey(rule, rule.per === "user" ? [orgId, userId] : [orgId]),
  );
  return ({ client, identity }) => {
    if (rule.per !== "ip" && identity !== null) return keyOfCaller(identity);
    return bucketKey(rule, client.address === null ? [] : [addressNetwork(client.address)]);
  };
}
