import type { Reason } from "../../errors/catalogue.ts";
import type { Exchange } from "../../exchange.ts";

/** How the verification of a token ended; `unknown` where the request was refused before it. */
export type TokenResult = "ok" | "missing" | "expired" | "invalid" | "revoked" | "unknown";

const RESULT_BY_REASON: Partial<Record<Reason, TokenResult>> = {
  token_missing: "missing",
  token_expired: "expired",
  token_invalid: "invalid",
  token_revoked: "revoked",
  org_revoked: "revoked",
  // Too many bad tokens from one address: this was another one.
  rate_limited: "invalid",
};

/** How a request of a route with auth fared with its token. */
export function tokenResult({ identity, refusal }: Exchange): TokenResult {
  if (refusal !== null && refusal.stage === "authenticate") {
    return RESULT_BY_REASON[refusal.reason] ?? "unknown";
  }
  return identity === null ? "unknown" : "ok";
}
