import type { Cancellation } from "../cancellation.ts";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/** One try at one server. */
export type UpstreamCall = {
  readonly method: string;
  /** `http://host:port`. */
  readonly origin: string;
  /** Path with query, as it goes on the wire. */
  readonly path: string;
  /** As a HeaderList; nobody writes to it. */
  readonly headers: string[];
  readonly body: Exchange["body"];
  /** `Content-Length` of the request, or null when it has no body or comes in chunks. */
  readonly contentLength: string | null;
  /** Longest wait for the response's head: less than `timeoutMs` where tries have used some of it. */
  readonly headTimeoutMs: number;
  /** Longest wait between two chunks of the response's body. */
  readonly timeoutMs: number;
  /** Longest silence in an event stream instead; null for none. */
  readonly idleTimeoutMs: number | null;
  readonly cancellation: Cancellation;
  /** Left when the call is over: failed, or its answer read to the end, broken or left unread. */
  readonly place: { leave(): void };
};

/**
 * Sends one call and gives the answer's head at once, the body as it comes. A body that breaks
 * throws while it is read. Rejects with a GatewayError: `upstream_down` (nothing was sent),
 * `upstream_slow`, `upstream_broken`, `client_gone`; an error thrown by the request's body is
 * passed on as it is. Never follows redirects, never retries.
 */
export type Upstream = (call: UpstreamCall) => Promise<Reply>;
