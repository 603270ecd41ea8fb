import type { Decision, Rule } from "./limiter.ts";

type NamedRule = Rule & { readonly bucket: string; readonly per: string };

/** The bucket of a caller under a rule. Lengths are written, so no delimiter in a value can make two meet. */
export function bucketKey(rule: NamedRule, caller: readonly string[]): string {
  return [rule.bucket, rule.per, ...caller].map((part) => `${part.length}:${part}`).join("");
}

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), times in seconds. */
export function policyHeaders(rule: NamedRule, decision: Decision): string[] {
  const name = `"${rule.bucket.replace(/["\\]/g, "\\$&")}"`;
  const windowSeconds = Math.ceil(rule.windowMs / 1000);
  return [
    "RateLimit-Policy",
    `${name};q=${rule.requests};w=${windowSeconds}`,
    "RateLimit",
    `${name};r=${decision.remaining};t=${Math.ceil(decision.resetMs / 1000)}`,
  ];
}

/** `Retry-After` of a refused hit: whole seconds, at least one. */
export function retryAfterSeconds(decision: Decision): string {
  return String(Math.max(1, Math.ceil(decision.resetMs / 1000)));
}
