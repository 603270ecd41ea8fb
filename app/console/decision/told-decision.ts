import type { Decision } from "#lib/gateway/telemetry/decision.ts";

/** A decision with what else is known of its request. */
export type ToldDecision = Readonly<{
  number: number;
  decision: Decision;
  bytesOut: number;
  /** The upstream's name, or null when none was asked. */
  upstream: string | null;
  attempts: number;
  cacheStatus: string | null;
}>;
