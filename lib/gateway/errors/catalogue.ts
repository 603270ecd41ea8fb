/** Who has to act on a failure: the caller, this gateway, or the service behind it. */
export type Owner = "client" | "gateway" | "upstream";

type Row = {
  readonly status: number;
  readonly code: string;
  readonly owner: Owner;
  /** Public message; `{}` is replaced by the refusal's detail. */
  readonly message: string;
};

/** Every refusal there is, by reason. Clients see status, code and message; logs also the reason. */
export const CATALOGUE = {
  path_refused: row(400, "BAD_REQUEST", "client", "The request path is not acceptable: {}"),
  header_refused: row(400, "BAD_REQUEST", "client", "The request headers are not acceptable: {}"),
  framing_refused: row(400, "BAD_REQUEST", "client", "The request could not be read as HTTP: {}"),

  token_missing: row(401, "UNAUTHORIZED", "client", "Missing bearer token"),
  token_invalid: row(401, "UNAUTHORIZED", "client", "Invalid or expired token"),
  token_revoked: row(401, "UNAUTHORIZED", "client", "This token has been revoked"),
  token_expired: row(401, "EXPIRED_TOKEN", "client", "The token has expired"),
  session_missing: row(401, "UNAUTHORIZED", "client", "Sign in first: {}"),

  role_refused: row(403, "FORBIDDEN", "client", "The role {} may not use this route"),
  origin_refused: row(403, "FORBIDDEN", "client", "The origin is not allowed to call this API"),
  org_revoked: row(403, "FORBIDDEN", "client", "Access of this organisation has been revoked"),
  session_incomplete: row(403, "FORBIDDEN", "client", "The session cannot be given a token: {}"),
  cross_site: row(403, "FORBIDDEN", "client", "Tokens are given to same-origin pages only"),
  scope_missing: row(403, "INSUFFICIENT_SCOPE", "client", "The token lacks the scope {}"),

  route_missing: row(404, "NOT_FOUND", "client", "No such route"),
  method_refused: row(405, "METHOD_NOT_ALLOWED", "client", "This path does not take {}"),
  body_too_large: row(413, "PAYLOAD_TOO_LARGE", "client", "The request body is larger than {}"),
  rate_limited: row(429, "RATE_LIMITED", "client", "Too many requests; try again in {} s"),
  head_too_large: row(431, "HEADERS_TOO_LARGE", "client", "The request head is too large"),

  internal: row(500, "INTERNAL_ERROR", "gateway", "Something went wrong in the gateway"),
  upstream_broken: row(502, "BAD_GATEWAY", "upstream", "The service gave no usable answer"),
  loop_detected: row(502, "BAD_GATEWAY", "gateway", "The request has passed this gateway before"),
  upstream_down: row(503, "SERVICE_UNAVAILABLE", "upstream", "The service cannot be reached"),
  circuit_open: row(
    503,
    "SERVICE_UNAVAILABLE",
    "upstream",
    "The service has been failing; try again in {} s",
  ),
  upstream_overloaded: row(
    503,
    "SERVICE_UNAVAILABLE",
    "upstream",
    "The service has more requests than it may have at once; try again in {} s",
  ),
  overloaded: row(
    503,
    "SERVICE_UNAVAILABLE",
    "gateway",
    "The gateway has more requests than it may have at once; try again in {} s",
  ),
  cache_missed: row(
    504,
    "GATEWAY_TIMEOUT",
    "client",
    "No stored answer may be used, as was asked for",
  ),
  upstream_slow: row(504, "GATEWAY_TIMEOUT", "upstream", "The service took too long to answer"),

  // Never seen by a client, because it is the client that has gone (nginx's 499, for the log).
  client_gone: row(499, "CLIENT_CLOSED_REQUEST", "client", "The client closed the request"),
} as const satisfies Record<string, Row>;

/** The name of a row, stable: it is what logs, metrics and explanations say. */
export type Reason = keyof typeof CATALOGUE;

function row<const Code extends string>(status: number, code: Code, owner: Owner, message: string) {
  return { status, code, owner, message } as const;
}
