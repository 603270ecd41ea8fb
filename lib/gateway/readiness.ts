/** What `/ready` answers with, less the status code. */
export type Readiness = {
  /** Whether a balancer should send requests here. */
  readonly isReady: boolean;
  readonly status: "ready" | "degraded" | "shutting down" | "unavailable";
  /** Each check by name; "ok" or what is wrong. */
  readonly checks: Readonly<Record<string, string>>;
};

type Facts = {
  readonly isServing: boolean;
  /** Null where every process keeps its own state. */
  readonly isRedisGone: boolean | null;
  /** Names of the upstreams whose circuit is not closed. */
  readonly openCircuits: readonly string[];
};

/** There is no configuration to serve. */
export const UNAVAILABLE: Readiness = {
  isReady: false,
  status: "unavailable",
  checks: { configuration: "missing" },
};

/**
 * Readiness of a process that has its configuration. A Redis that is gone, or an upstream that
 * fails, is no reason to leave the balancer: every replica would leave at once, though each can go
 * on with the rest.
 */
export function readinessOf({ isServing, isRedisGone, openCircuits }: Facts): Readiness {
  const redis = isRedisGone === null ? {} : { redis: isRedisGone ? "gone" : "ok" };
  const upstreams = openCircuits.length === 0 ? "ok" : `circuit open: ${openCircuits.join(", ")}`;
  const checks = { configuration: "ok", ...redis, upstreams };
  if (!isServing) return { isReady: false, status: "shutting down", checks };
  const isDegraded = isRedisGone === true || openCircuits.length > 0;
  return { isReady: true, status: isDegraded ? "degraded" : "ready", checks };
}
