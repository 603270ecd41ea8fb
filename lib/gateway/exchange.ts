import type { Cancellation } from "./cancellation.ts";
import type { RouteConfig } from "./config/schema.ts";
import type { Reason } from "./errors/catalogue.ts";
import type { Refusal } from "./errors/gateway-error.ts";
import type { HeaderList } from "./header-list.ts";
import type { ReplyBody } from "./reply.ts";
import { type TraceContext, UNTRACED } from "./trace-context.ts";

/** Where a request wants to go. `fault` names why it has no canonical path. */
export type Target = {
  /** Canonical path, or "" with a fault. */
  readonly path: string;
  /** The query's bytes with its "?", or "". */
  readonly query: string;
  readonly fault: string | null;
};

/**
 * Why a head is refused, with the public detail. Data, not an error: Next gives each lane its own
 * copy of a module, and a class of one copy is a stranger to the other's `instanceof`.
 */
export type HeadFault = { readonly reason: Reason; readonly detail: string };

/** Who calls, from a verified token. Optional claims are null when the token lacks them. */
export type Identity = {
  readonly orgId: string;
  readonly userId: string;
  readonly email: string | null;
  readonly role: string | null;
  readonly scopes: readonly string[];
  /** The part of `jti` before its last dot, or null. */
  readonly sessionId: string | null;
  /** `exp`, in seconds since the epoch. */
  readonly expiresAt: number;
};

/** The browser's side of the connection, as far as trusted proxies vouch for it. */
export type Client = {
  /** Null where the platform does not tell it. */
  readonly address: string | null;
  readonly proto: string;
  readonly host: string;
  /** `X-Forwarded-For` for the upstream. */
  readonly forwardedFor: string;
};

/** One try at one server, until the head of its answer: `performance.now()`, milliseconds. */
export type UpstreamTry = {
  /** `http://host:port`. */
  readonly server: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Of the answer, or null where there was none: then `reason` says why. */
  readonly status: number | null;
  readonly reason: Reason | null;
};

/** What logs and traces say of the upstream call. `origin` is the upstream's name. */
export type UpstreamTrace = {
  origin: string;
  attempts: number;
  durationMs: number;
  readonly tries: UpstreamTry[];
};

/** The stages a request has entered, outermost first, and when: `performance.now()`, milliseconds. */
export type Passage = { readonly names: string[]; readonly times: number[] };

/** A request counted against a limit: the bucket it fell in, and what the limiter said. */
export type LimitTrace = {
  readonly key: string;
  readonly isAllowed: boolean;
  readonly remaining: number;
  readonly resetMs: number;
};

/** How an answer ended. */
export type Outcome = {
  /** Bytes of body sent. */
  readonly bytesOut: number;
  /** Whether that was all of it. */
  readonly isComplete: boolean;
  /** Why it broke after its head had been sent; null when its client left, or nothing is known. */
  readonly brokenBy?: Reason | null;
};

/** One request as plain data. The fields of the second half are each filled in by one stage. */
export type Exchange = {
  readonly method: string;
  /** The request-target as it arrived. */
  readonly rawTarget: string;
  readonly target: Target;
  /** Why the head is refused whatever its target, or null. */
  readonly headFault: HeadFault | null;
  readonly headers: HeaderList;
  /** The socket's peer, or null where the platform does not tell it. */
  readonly peerAddress: string | null;
  readonly lane: "direct" | "route";
  /** Fires when the client has gone. */
  readonly cancellation: Cancellation;
  /** `performance.now()` at arrival, milliseconds. */
  readonly startedAt: number;

  /** Single reader; null where the framing says there is none. Written by the body limit. */
  body: Exclude<ReplyBody, string | Uint8Array>;
  /** Bytes of the body read so far; null where there is none. */
  readonly received: { bytes: number } | null;
  requestId: string;
  trace: TraceContext;
  client: Client;
  identity: Identity | null;
  route: RouteConfig | null;
  /** Values of the matched route's parameters, in the order of its path; canonical, never decoded. */
  params: readonly string[];
  upstream: UpstreamTrace | null;
  limit: LimitTrace | null;
  /** The answer's `Cache-Status` (RFC 9211), or null on routes without a cache. */
  cacheStatus: string | null;
  refusal: Refusal | null;
  /** `performance.now()` when its answer was decided, milliseconds; 0 before. Written by the record. */
  repliedAt: number;
  readonly passage: Passage;
  /** What its answer is to say whatever it turns out to be; appended by the outermost stage. */
  readonly answerHeaders: string[];
  /** Called by the lane when the answer has been sent or has broken. */
  onClosed: ((outcome: Outcome) => void) | null;
};

type Arrival = Pick<
  Exchange,
  | "method"
  | "rawTarget"
  | "target"
  | "headFault"
  | "headers"
  | "peerAddress"
  | "lane"
  | "cancellation"
  | "body"
>;

/** A request that no stage has seen yet. */
export function createExchange(arrival: Arrival): Exchange {
  return {
    method: arrival.method,
    rawTarget: arrival.rawTarget,
    target: arrival.target,
    headFault: arrival.headFault,
    headers: arrival.headers,
    peerAddress: arrival.peerAddress,
    lane: arrival.lane,
    cancellation: arrival.cancellation,
    startedAt: performance.now(),
    body: arrival.body,
    received: arrival.body === null ? null : { bytes: 0 },
    requestId: "",
    trace: UNTRACED,
    client: UNKNOWN_CLIENT,
    identity: null,
    route: null,
    params: NO_PARAMS,
    upstream: null,
    limit: null,
    cacheStatus: null,
    refusal: null,
    repliedAt: 0,
    passage: { names: [], times: [] },
    answerHeaders: [],
    onClosed: null,
  };
}

const UNKNOWN_CLIENT: Client = { address: null, proto: "http", host: "", forwardedFor: "" };
const NO_PARAMS: readonly string[] = [];
