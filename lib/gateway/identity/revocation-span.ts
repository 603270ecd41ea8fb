import { TOKEN_SECONDS } from "./sign.ts";
import { LEEWAY_SECONDS } from "./token.ts";

// Replicas' clocks may differ, and one may mint a token until it hears of the revocation.
const SLACK_SECONDS = 60;

/** When a revocation made now ends, in seconds since the epoch: no token may outlive it. */
export function endOfRevocation(untilSeconds: number, now: number): number {
  const lastTokenEnds = Math.ceil(now / 1000) + TOKEN_SECONDS + LEEWAY_SECONDS + SLACK_SECONDS;
  return Math.max(Math.ceil(untilSeconds), lastTokenEnds);
}
