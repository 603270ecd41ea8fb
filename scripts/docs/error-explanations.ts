import type { Reason } from "#lib/gateway/errors/catalogue.ts";

/** What each refusal means and what whoever has to act does about it; for docs/errors.md. */
export const EXPLANATIONS: Readonly<Record<Reason, string>> = {
  path_refused:
    "Two readers could understand the path differently, so nobody reads it. Send the canonical " +
    "form that [Canonical paths](configuration.md#canonical-paths) describes.",
  header_refused: "The head contradicts itself, for instance with two `Host` lines.",
  framing_refused:
    "What came is no HTTP/1.1 request, or its body stopped arriving. The connection may be closed.",

  token_missing: "The route needs `Authorization: Bearer <token>`, and there was none.",
  token_invalid:
    "Malformed, signed with another secret, made for somebody else, or without a claim that is " +
    "required. The log line says which, the client is not told.",
  token_revoked: "The session or the person is on the revocation list. Sign in again.",
  token_expired: "All else about the token is good. Get another from `/api/gateway-token`.",
  session_missing:
    "`/api/gateway-token` was called without a signed-in session, or the session has no email.",

  role_refused: "The route has `allowed_roles`, and the token's role is not among them.",
  origin_refused:
    "A preflight from an origin that `cors.allowed_origins` does not list. Other requests of such " +
    "an origin run, but its pages cannot read the answer.",
  org_revoked: "An operator has shut the organisation out.",
  session_incomplete:
    "The sign-in brought no organisation or user id, or no role that `roles` knows. The message " +
    "names what is missing: check the provider's claims and `AUTH_OIDC_*_CLAIM`.",
  cross_site: "A page of another site asked for a token. Only the app's own pages get one.",
  scope_missing:
    "The message names the scope. Grant it to the role under `roles` in `routes.yaml`, then get a " +
    "new token.",

  route_missing: "No route has this path. A trailing slash is another path, and case counts.",
  method_refused: "The path exists, with the methods that `Allow` lists.",
  body_too_large: "More than the route's `max_body`. The upload is not passed on any further.",
  rate_limited:
    "Wait for as long as `Retry-After` says. Counted per route limit, per bad token of an address, " +
    "or per sign-in and token request.",
  head_too_large: "Request line and headers together exceed what Node reads (16 KB).",

  internal:
    "A bug of the gateway. The log has its stack under the same request id; clients see nothing of it.",
  upstream_broken:
    "The service answered something that is no HTTP/1, hung up before its head was there, or showed " +
    "a certificate that is not trusted (`NODE_EXTRA_CA_CERTS`).",
  loop_detected:
    "`Via` names this gateway: a route's `proxy_upstream` leads back to it. Correct the address.",
  upstream_down:
    "The service refuses connections, takes none within 2 s, or its name does not resolve.",
  circuit_open:
    "At least half of the service's last requests failed, so it is left alone for a while, as " +
    "`Retry-After` says. [Failure modes](failure-modes.md#circuit-breaker) has the rules.",
  upstream_overloaded:
    "`MAX_IN_FLIGHT_PER_UPSTREAM` requests of this service have no whole answer yet: it is slow, or " +
    "the limit too low for the streams it serves.",
  overloaded:
    "`MAX_IN_FLIGHT` requests have no whole answer yet. Add replicas, or raise the limit if memory " +
    "allows.",
  cache_missed:
    "The request said `Cache-Control: only-if-cached`, and nothing stored may be used for it.",
  upstream_slow:
    "No response head within the route's `timeout`. A body that stalls later just breaks off.",

  client_gone: "Only in the log: the client left before it had the whole answer.",
};
