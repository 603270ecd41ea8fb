import { type Failure, failureInEnvelope } from "../../pieces/error-envelope.ts";
import type { ToldDecision } from "./told-decision.ts";

/** What came of asking for a decision. */
export type DecisionAnswer =
  | Readonly<{ kind: "told"; told: ToldDecision }>
  /** This replica does not remember it. */
  | Readonly<{ kind: "unknown" }>
  | Readonly<{ kind: "failed"; failure: Failure }>;

/** Asks for the decision of a request; `number` tells requests with one id apart. Never rejects. */
export async function fetchDecision(
  requestId: string,
  number: number | null,
  signal: AbortSignal,
): Promise<DecisionAnswer> {
  const query = new URLSearchParams({ id: requestId });
  if (number !== null) query.set("number", String(number));
  try {
    const response = await fetch(`/console/decision?${query}`, { cache: "no-store", signal });
    const text = await response.text();
    const failure = failureInEnvelope(text);
    if (failure !== null) return { kind: "failed", failure };
    if (response.status === 404) return { kind: "unknown" };
    return { kind: "told", told: JSON.parse(text).told };
  } catch {
    const message = "The gateway could not be reached.";
    return { kind: "failed", failure: { code: null, message, requestId: null } };
  }
}
