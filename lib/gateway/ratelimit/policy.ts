import type { Decision, Rule } from "./limiter.ts";

type NamedRule = Rule & { readonly bucket: string; readonly per: string };

/** The bucket of a caller under a rule. Lengths are written, so no delimiter in a value can make two meet. */
export function bucketKey(rule: NamedRule, caller: readonly string[]): string {
  let key = measured(rule.bucket) + measured(rule.per);
  for (const part of caller) key += measured(part);
  return key;
}

function measured(part: string): string {
  return `${part.length}:${part}`;
}

/**
 * What tells callers of a rule: `RateLimit-Policy` and `RateLimit` for a decision
 * (draft-ietf-httpapi-ratelimit-headers), times in seconds.
 */
export function policyHeaders(rule: NamedRule): (decision: Decision) => string[] {
  const name = `"${rule.bucket.replace(/["\\]/g, "\\$&")}"`;
  const policy = `${name};q=${rule.requests};w=${Math.ceil(rule.windowMs / 1000)}`;
  return ({ remaining, resetMs }) => [
    "RateLimit-Policy",
    policy,
    "RateLimit",
    `${name};r=${remaining};t=${Math.ceil(resetMs / 1000)}`,
  ];
}

/** `Retry-After` of a refused hit: whole seconds, at least one. */
export function retryAfterSeconds(decision: Decision): string {
  return String(Math.max(1, Math.ceil(decision.resetMs / 1000)));
}
