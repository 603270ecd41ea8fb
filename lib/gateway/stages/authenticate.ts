import { addressNetwork } from "../client/client-address.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Exchange, Identity } from "../exchange.ts";
import { bearerToken } from "../identity/bearer.ts";
import { assertNotRevoked, type RevocationList } from "../identity/revocation.ts";
import type { TokenVerifier } from "../identity/token.ts";
import { type Handler, passThrough, type Stage } from "../pipeline/stage.ts";
import type { Limiter, Rule } from "../ratelimit/limiter.ts";
import { bucketKey, retryAfterSeconds } from "../ratelimit/policy.ts";

type Options = {
  readonly isRequired: boolean;
  readonly tokens: TokenVerifier;
  readonly revocations: RevocationList;
  readonly limiter: Limiter;
  /** How many bad tokens an address may present; null for any number. */
  readonly failures: Rule | null;
};

/**
 * Verifies the bearer token, and that nobody has revoked it since. A route without auth does not look
 * at `Authorization` at all. Only tokens presented and found invalid count against the address, and a
 * valid one always passes.
 */
export function authenticate(options: Options): Stage {
  const { isRequired, tokens, revocations, limiter, failures } = options;
  if (!isRequired) return passThrough;

  function admit(identity: Identity, exchange: Exchange): void {
    exchange.identity = identity;
    assertNotRevoked(revocations, identity, Date.now());
  }

  function refuse(error: unknown, exchange: Exchange): Promise<never> {
    const isBadToken = error instanceof GatewayError && error.reason === "token_invalid";
    if (!isBadToken || failures === null) throw error;
    return countFailure(error, failures, exchange);
  }

  async function countFailure(
    error: GatewayError,
    failures: Rule,
    exchange: Exchange,
  ): Promise<never> {
    const network =
      exchange.client.address === null ? [] : [addressNetwork(exchange.client.address)];
    const bucket = bucketKey({ ...failures, bucket: "auth-failures", per: "ip" }, network);
    const decision = await limiter.hit(bucket, failures, Date.now());
    if (decision.isAllowed) throw error;
    const seconds = retryAfterSeconds(decision);
    throw new GatewayError("rate_limited", seconds, {
      headers: ["Retry-After", seconds],
      cause: error,
    });
  }

  async function verified(pending: Promise<Identity>, exchange: Exchange, next: Handler) {
    try {
      admit(await pending, exchange);
    } catch (error) {
      return refuse(error, exchange);
    }
    return next(exchange);
  }

  return function authenticate(exchange, next) {
    try {
      const identity = tokens.verify(bearerToken(exchange.headers));
      if (identity instanceof Promise) return verified(identity, exchange, next);
      admit(identity, exchange);
    } catch (error) {
      return refuse(error, exchange);
    }
    return next(exchange);
  };
}
