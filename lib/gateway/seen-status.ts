import { CATALOGUE } from "./errors/catalogue.ts";
import type { Exchange, Outcome } from "./exchange.ts";

/** The status that counts: the answer's, or 499 when the client left before the whole of it was sent. */
export function seenStatus({ cancellation }: Exchange, status: number, outcome: Outcome): number {
  const hasClientGone = !outcome.isComplete && cancellation.isCancelled;
  return hasClientGone ? CATALOGUE.client_gone.status : status;
}
