import { CATALOGUE } from "../errors/catalogue.ts";
import { isStreaming, type ReplyBody } from "../reply.ts";
import type { Entry } from "./entry.ts";
import type { Outcome } from "./flight.ts";
import { mayStandIn } from "./freshness.ts";
import type { RequestTerms } from "./request-terms.ts";

// RFC 5861 section 4.
const STANDS_IN_FOR = new Set([500, 502, 503, 504]);

/** The stored answer in the place of an upstream's failure, where it may be (RFC 5861 section 4). */
export async function standIn(
  outcome: Outcome,
  terms: RequestTerms,
  stored: Entry | null,
  now: number,
): Promise<Outcome> {
  const status = failureOf(outcome);
  if (status === null || stored === null || !mayStandIn(stored, terms, now)) return outcome;
  if (outcome.kind === "reply") await discard(outcome.reply.body);
  return { kind: "answer", entry: stored, status, isStored: false };
}

function failureOf(outcome: Outcome): number | null {
  if (outcome.kind === "reply") {
    return STANDS_IN_FOR.has(outcome.reply.status) ? outcome.reply.status : null;
  }
  if (outcome.kind === "answer") return null;
  const { owner, status } = CATALOGUE[outcome.refusal.reason];
  return owner === "upstream" ? status : null;
}

/** An answer that nobody reads would hold its connection. */
export async function discard(body: ReplyBody): Promise<void> {
  if (isStreaming(body)) await body[Symbol.asyncIterator]().return?.();
}
