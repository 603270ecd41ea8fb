import type { RouteConfig } from "../config/schema.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Exchange, Identity } from "../exchange.ts";
import { type HeaderList, utf8HeaderValue } from "../header-list.ts";
import { FORWARDED_CLAIMS } from "../identity/claims.ts";
import { withoutSessionCookies } from "../identity/session-cookies.ts";
import type { Handler } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";
import { fillTemplate } from "../routing/path-pattern.ts";
import { traceparentOf } from "../trace-context.ts";
import { createBalancer } from "../upstream/balancer.ts";
import { forwardedCredentials } from "../upstream/forwarded-credentials.ts";
import type { UpstreamPool } from "../upstream/pool.ts";
import {
  contentLength,
  hasPassedHere,
  type OwnHeaders,
  upstreamHeaders,
} from "../upstream/request-headers.ts";
import { clientHeaders, type ResponseRules } from "../upstream/response-headers.ts";
import { sendWithRetries } from "../upstream/retry.ts";
import type { Sign } from "../upstream/signature.ts";
import type { Upstream } from "../upstream/upstream.ts";
import { weakMemo } from "../weak-memo.ts";

/** How each lane calls: what it can pass on decides what it must ask for. */
type Upstreams = Readonly<Record<Exchange["lane"], Upstream>>;

type Options = {
  readonly route: RouteConfig;
  /** What all routes of the upstream share. */
  readonly pool: UpstreamPool;
  readonly upstreams: Upstreams;
  /** Null: the answer's headers stay as the upstream sent them. */
  readonly rules: ResponseRules | null;
  /** For routes that ask for it. */
  readonly signer: Sign | null;
};

/** The innermost step: sends the request to the route's upstream, and its answer back. */
export function forward({ route, pool, upstreams, rules, signer }: Options): Handler {
  const sign = route.sign ? signer : null;
  const balancer = createBalancer(route.upstream.urls, pool.serverAt);

  const toClient = (reply: Reply): Reply => {
    if (rules === null) return reply;
    const { body, headers, status } = reply;
    return { status, headers: clientHeaders(headers, rules), body };
  };

  return function forward(exchange) {
    if (hasPassedHere(exchange.headers)) throw new GatewayError("loop_detected");
    const trace = { origin: route.upstream.name, attempts: 0, durationMs: 0, tries: [] };
    exchange.upstream = trace;
    const upstream = upstreams[exchange.lane];
    const plan = { route, pool, balancer, upstream, sign, trace, toClient };
    return sendWithRetries(callFor(route, exchange), plan);
  };
}

function callFor(route: RouteConfig, exchange: Exchange) {
  const { path, query } = exchange.target;
  const sentPath =
    route.upstreamPath === null
      ? path
      : fillTemplate(route.upstreamPath, route.path, exchange.params);
  return {
    method: exchange.method,
    path: sentPath + query,
    headers: upstreamHeaders(
      exchange.headers,
      ownHeaders(exchange),
      forwardedCredentials(route.forwardHeaders, exchange.headers, withoutSessionCookies),
    ),
    body: exchange.body,
    contentLength: exchange.body === null ? null : contentLength(exchange.headers),
    timeoutMs: route.timeoutMs,
    idleTimeoutMs: route.idleTimeoutMs,
    cancellation: exchange.cancellation,
  };
}

function ownHeaders(exchange: Exchange): OwnHeaders {
  const { client, identity, requestId, trace } = exchange;
  return {
    requestId,
    identity: identity === null ? NOBODY : identityHeaders(identity),
    forwardedFor: client.forwardedFor,
    forwardedProto: client.proto,
    forwardedHost: client.host,
    traceparent: traceparentOf(trace, trace.spanId),
  };
}

const NOBODY: HeaderList = [];

// A token that was seen before brings the same identity.
const identityHeaders = weakMemo((identity: Identity): HeaderList => {
  const headers: string[] = [];
  for (const claim of FORWARDED_CLAIMS) {
    const value = claim.valueOf(identity);
    if (value !== null) headers.push(claim.header, utf8HeaderValue(value));
  }
  return headers;
});
