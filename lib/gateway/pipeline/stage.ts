import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/** Answers a request. Synchronous where nothing has to be waited for. */
export type Handler = (exchange: Exchange) => Reply | Promise<Reply>;

/** One step of the pipeline: answers itself, or asks `next` and may decorate what comes back. */
export type Stage = (exchange: Exchange, next: Handler) => Reply | Promise<Reply>;

/** What a stage's factory returns when its route leaves it off; `compose` removes it. */
export const passThrough: Stage = function passThrough(exchange, next) {
  return next(exchange);
};

/** Applies `change` to a reply that may still be on its way. */
export function mapReply(
  reply: Reply | Promise<Reply>,
  change: (reply: Reply) => Reply,
): Reply | Promise<Reply> {
  return reply instanceof Promise ? reply.then(change) : change(reply);
}

// The promise that was last known never to reject. A stage that gives it on as it is needs no second
// net: most stages only look at the request, and each net costs a turn of the microtasks.
let safe: Promise<Reply> | null = null;

/** Says that a promise never rejects, for whoever gives it back at once. */
export function neverRejecting(reply: Promise<Reply>): Promise<Reply> {
  safe = reply;
  return reply;
}

/** Whether that was said of a promise, and of none since. */
export function isNeverRejecting(reply: Promise<Reply>): boolean {
  return reply === safe;
}
