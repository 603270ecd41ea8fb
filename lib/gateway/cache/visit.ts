import { Cancellation } from "../cancellation.ts";
import type { Refusal } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import type { HeaderList } from "../header-list.ts";
import type { Reply } from "../reply.ts";
import type { CacheScope } from "./partition.ts";
import { type RequestTerms, readTerms } from "./request-terms.ts";
import type { Address } from "./store.ts";
import { endToEndHeaders, isSent, sentHeaders } from "./upstream-request.ts";
import { combinedValue, type SentValue } from "./vary.ts";

/** Asks the upstream, through the stages below the cache. */
type Next = (exchange: Exchange) => Reply | Promise<Reply>;

/** A request as the cache reads it. */
export type Question = {
  readonly method: string;
  readonly terms: RequestTerms;
  /** The client's headers, without those that end here. */
  readonly headers: HeaderList;
  readonly sent: SentValue;
};

/** The upstream's answer, its headers untouched; or our own, with why there is none. */
export type Sent = { readonly reply: Reply; readonly refusal: Refusal | null };

/** A request that needs the upstream. */
export type Visit = Question & {
  readonly address: Address;
  /** The client's. */
  readonly cancellation: Cancellation;
  /** Asks the upstream by GET. Never rejects for the upstream's sake: see `refusal`. */
  readonly send: (headers: HeaderList, cancellation: Cancellation) => Promise<Sent>;
};

/** Reads a request; cheap for most, whose terms are none. */
export function questionOf({ headers, method }: Exchange, scope: CacheScope): Question {
  const terms = readTerms(headers);
  if (!terms.dropsHeaders) return { method, terms, headers, sent: sentBy(headers, scope) };
  const kept = endToEndHeaders(headers);
  return { method, terms: readTerms(kept), headers: kept, sent: sentBy(kept, scope) };
}

/** The visit of a client that waits for its answer; its exchange is told of the upstream call. */
export function visitOf(
  question: Question,
  address: Address,
  exchange: Exchange,
  next: Next,
  scope: CacheScope,
): Visit {
  return {
    ...question,
    address,
    headers: sentHeaders(question.headers, scope),
    cancellation: exchange.cancellation,
    async send(headers, cancellation) {
      const call = callOf(exchange, headers, cancellation);
      const reply = await next(call);
      exchange.upstream = call.upstream;
      return { reply, refusal: call.refusal };
    },
  };
}

/** The same for nobody in particular: the exchange may be over when the upstream answers. */
export function unattended(visit: Visit, exchange: Exchange, next: Next): Visit {
  return {
    ...visit,
    cancellation: new Cancellation(),
    async send(headers, cancellation) {
      const call = callOf(exchange, headers, cancellation);
      const reply = await next(call);
      return { reply, refusal: call.refusal };
    },
  };
}

function callOf(exchange: Exchange, headers: HeaderList, cancellation: Cancellation): Exchange {
  const passage = { names: [], times: [] };
  const fresh = { upstream: null, refusal: null, onClosed: null, passage };
  return { ...exchange, ...fresh, method: "GET", headers, cancellation };
}

function sentBy(headers: HeaderList, scope: CacheScope): SentValue {
  return (name) => (isSent(name, scope) ? combinedValue(headers, name) : null);
}
