import { describe, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { useGateway } from "#tests/support/use-gateway.ts";
import { RULE_ROUTES, type Rule, runRule, type Scripted, type Step } from "./steps.ts";

export const HIT = { cache: "hit" } as const;
export const MISS = { cache: "fwd=uri-miss; stored" } as const;
export const UNSTORED = { cache: "fwd=uri-miss" } as const;
export const DATE = "Fri, 01 Mar 2024 10:00:00 GMT";
export const OLDER = "Thu, 29 Feb 2024 10:00:00 GMT";

/** An answer with this `Cache-Control`. */
export const control = (value: string, more: Scripted["headers"] = {}): Scripted => ({
  headers: { "cache-control": value, ...more },
});
/** Stale on arrival, with a validator. */
export const stale = (value = "max-age=10"): Scripted => control(value, { age: "10", etag: '"1"' });
/** A 304. */
export const unchanged = (headers: Scripted["headers"] = {}): Scripted => ({
  status: 304,
  headers,
});

/** Asked twice, the second answer comes from the cache. */
export const stored = (rule: string, upstream: Scripted, step: Step = {}): Rule => ({
  rule,
  upstream: [upstream],
  steps: [
    { ...step, ...MISS },
    { ...step, ...HIT },
  ],
});

/** Asked twice, the upstream is asked twice. */
export const notStored = (rule: string, upstream: Scripted, step: Step = {}): Rule => ({
  rule,
  upstream: [upstream],
  steps: [
    { ...step, ...UNSTORED },
    { ...step, ...UNSTORED },
  ],
  calls: 2,
});

/** Runs rules of RFC 9111 through the built app, in both lanes. */
export function testRules(rules: readonly Rule[]): void {
  describe.each(LANES)("%s lane, RFC 9111", (lane) => {
    const gateway = useGateway(lane, { routes: RULE_ROUTES });

    test.each(rules)("section $rule", async (rule) => {
      await runRule(gateway, rule);
    });
  });
}
