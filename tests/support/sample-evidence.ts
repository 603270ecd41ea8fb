import { parseConfig } from "#lib/gateway/config/parse.ts";
import type { RouteConfig } from "#lib/gateway/config/schema.ts";
import { CATALOGUE, type Reason } from "#lib/gateway/errors/catalogue.ts";
import {
  type decisionOf,
  type Evidence,
  STAGES,
  type StageName,
} from "#lib/gateway/telemetry/decision.ts";

/** The stages that every request passes, whatever its route. */
export const OUTER = STAGES.slice(0, 6);
const IDENTITY = {
  ...{ orgId: "acme", userId: "u-1", email: null, role: "user", scopes: ["read", "write:x"] },
  ...{ sessionId: null, expiresAt: Date.UTC(2024, 2, 1, 11) / 1000 },
};
const WIDGETS = { path: "/api/v1/widgets", method: "GET", proxy_upstream: "http://widgets:80" };

type Given = Partial<Omit<Evidence, "refusal" | "passage">> & {
  readonly names?: readonly string[];
};

/** What is known of a request that passed the stages named, a millisecond each. */
export function evidence({ names = [], ...given }: Given): Evidence {
  return {
    ...{ at: Date.UTC(2024, 2, 1, 10), status: 200, durationMs: 20, path: "/api/v1/widgets" },
    ...{ refusal: null, method: "GET", lane: "direct", requestId: "req-1", startedAt: 100 },
    ...{ repliedAt: 118, identity: null, route: null, upstream: null, limit: null },
    client: { address: "192.0.2.1", proto: "https", host: "", forwardedFor: "" },
    cacheStatus: null,
    passage: { names: [...names], times: names.map((_, index) => 100 + index) },
    ...given,
  };
}

/** The same of a request that got as far as a stage, and was answered there. */
export function answered(
  given: Given,
  last: StageName = "forward",
  more: StageName[] = [],
): Evidence {
  const route = given.route ?? routeOf({});
  const own: StageName[] = [
    "authenticate",
    "rate_limit",
    "cache",
    ...more,
    "body_limit",
    "forward",
  ];
  const cached = last === "cache";
  const names = own.slice(0, own.indexOf(last) + 1).filter((name) => cached || name !== "cache");
  return evidence({
    ...{ route, identity: IDENTITY, names: [...OUTER, ...names] },
    upstream: { origin: "widgets:80", attempts: 1, durationMs: 12.345, tries: [] },
    ...given,
  });
}

/** The same of a request that a stage refused. */
export function refused(
  reason: Reason,
  stage: StageName,
  given: Given,
  note: string | null = null,
): Evidence {
  const { code, message, status } = CATALOGUE[reason];
  const index = STAGES.indexOf(stage);
  return {
    ...evidence({
      ...{ route: routeOf({}), identity: IDENTITY, names: STAGES.slice(0, index + 1), status },
      ...given,
    }),
    refusal: { reason, code, message: message.replace("{}", ""), stage, note },
  };
}

/** A route as it comes from routes.yaml. */
export function routeOf(options: object): RouteConfig {
  const text = JSON.stringify({ version: "1.0", routes: [{ ...WIDGETS, ...options }] });
  const parsed = parseConfig(text, { file: "routes.yaml", env: {} });
  const route = parsed.ok ? parsed.config.routes[0] : undefined;
  if (route === undefined) throw new Error(JSON.stringify(parsed));
  return route;
}

/** What a decision says of a stage in words. */
export function detail(decision: ReturnType<typeof decisionOf>, stage: StageName) {
  return decision.verdicts.find((verdict) => verdict.stage === stage)?.detail;
}

/** How a stage ended in a decision. */
export function outcome(decision: ReturnType<typeof decisionOf>, stage: StageName) {
  return decision.verdicts.find((verdict) => verdict.stage === stage)?.outcome;
}
