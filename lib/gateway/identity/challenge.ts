import { GatewayError } from "../errors/gateway-error.ts";
import type { HeaderList } from "../header-list.ts";

const SCHEME = 'Bearer realm="eloquent"';

/** No token was presented: the challenge names the scheme and nothing else (RFC 6750 section 3.1). */
export function tokenMissing(): GatewayError {
  return new GatewayError("token_missing", "", { headers: ["www-authenticate", SCHEME] });
}

/**
 * The token cannot be accepted. `cause` says why without a word of the token, for operators; the
 * client is not told.
 */
export function tokenInvalid(cause: string): GatewayError {
  return new GatewayError("token_invalid", "", {
    headers: invalidToken("The access token is invalid"),
    cause,
  });
}

/** The token was good until its `exp`. */
export function tokenExpired(): GatewayError {
  return new GatewayError("token_expired", "", {
    headers: invalidToken("The access token has expired"),
  });
}

/** The token was good until its session or its user was revoked. */
export function tokenRevoked(): GatewayError {
  return new GatewayError("token_revoked", "", {
    headers: invalidToken("The access token has been revoked"),
  });
}

/** The token is good but lacks scopes; the challenge lists all that the route asks for. */
export function insufficientScope(
  missing: readonly string[],
  required: readonly string[],
): GatewayError {
  return new GatewayError("scope_missing", missing.join(" "), {
    headers: [
      "www-authenticate",
      `${SCHEME}, error="insufficient_scope", scope="${required.join(" ")}"`,
    ],
  });
}

function invalidToken(description: string): HeaderList {
  return [
    "www-authenticate",
    `${SCHEME}, error="invalid_token", error_description="${description}"`,
  ];
}
