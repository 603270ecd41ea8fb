import type { Decision, StageName, Verdict } from "#lib/gateway/telemetry/decision.ts";

/** What stands for a caller without a token where a role is chosen. */
export const NOBODY = "-";

/** A stage that would decide otherwise. */
export type Difference = Readonly<{ was: Verdict; would: Verdict }>;

// A replay has no cache, no counters and no service: what these say of it is made up.
const MADE_UP: readonly StageName[] = ["overload", "cache", "invalidate", "forward"];

/** Where a replay of a request differs from the request, in the order of the stages. */
export function differences(was: Decision, would: Decision): Difference[] {
  return was.verdicts.flatMap((verdict) => {
    const other = would.verdicts.find(({ stage }) => stage === verdict.stage);
    if (other === undefined || MADE_UP.includes(verdict.stage)) return [];
    return other.outcome === verdict.outcome ? [] : [{ was: verdict, would: other }];
  });
}

/** What would become of the request, in a sentence without its subject. */
export function ending({ code, message, status }: Decision): string {
  return code === null ? "would be let through" : `would be refused: ${status} ${code}, ${message}`;
}
