import { answerFrom } from "../cache/answer.ts";
import { type Forwarded, forwarded, HIT, NOT_CACHED, staleHit } from "../cache/cache-status.ts";
import type { Entry } from "../cache/entry.ts";
import { createFlights } from "../cache/flights.ts";
import { usability } from "../cache/freshness.ts";
import { cacheKey } from "../cache/key.ts";
import { partitionOf } from "../cache/partition.ts";
import type { RequestTerms } from "../cache/request-terms.ts";
import { replyOf, statusOf, withCacheStatus } from "../cache/result-reply.ts";
import { routeMark } from "../cache/route-mark.ts";
import type { Address, CacheStore, Reading, Seal } from "../cache/store.ts";
import { sentHeaders } from "../cache/upstream-request.ts";
import { matches } from "../cache/vary.ts";
import { type Question, questionOf, unattended, visitOf } from "../cache/visit.ts";
import type { RouteConfig } from "../config/schema.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Exchange } from "../exchange.ts";
import type { HeaderList } from "../header-list.ts";
import { withoutSessionCookies } from "../identity/session-cookies.ts";
import { type Handler, mapReply, passThrough, type Stage } from "../pipeline/stage.ts";
import type { Reply } from "../reply.ts";
import { forwardedCredentials } from "../upstream/forwarded-credentials.ts";
import { clientHeaders, type ResponseRules } from "../upstream/response-headers.ts";

type Options = {
  readonly route: RouteConfig;
  readonly store: CacheStore;
  /** How an upstream's headers become a client's. */
  readonly rules: ResponseRules;
  /** The cache's clock, which never goes back; milliseconds. */
  readonly now?: () => number;
};

/** A request of this route, and what the cache makes of it. */
type Guest = {
  readonly exchange: Exchange;
  readonly next: Handler;
  readonly question: Question;
  readonly address: Address;
};

/**
 * Answers GET and HEAD from stored answers where RFC 9111 and the caller's partition allow, and
 * stores what the upstream answers. It gets the upstream's own headers from the stages below;
 * clients get what `rules` make of them. A hit is answered synchronously.
 */
export function cache({ route, store, rules, now = () => performance.now() }: Options): Stage {
  const { cacheScope: scope, cacheTtlMs: ttlMs } = route;
  if (ttlMs === null) return passThrough;
  const mark = routeMark(route);
  const open = { ...rules, isPrivate: false };
  const clean = (headers: HeaderList) => clientHeaders(headers, open);
  const protect = (headers: HeaderList) => clientHeaders(headers, rules);
  const flights = createFlights({ store, scope, ttlMs, clean, now, wallNow: Date.now });

  function addressOf({ client, headers, identity, lane, target }: Exchange): Address | null {
    const partition = partitionOf(scope, identity);
    if (partition === null) return null;
    const { path, query } = target;
    const { host, proto } = client;
    const forwarded = forwardedCredentials(route.forwardHeaders, headers, withoutSessionCookies);
    const key = cacheKey(partition, { route: mark, lane, proto, host, path, query, forwarded });
    return { key, owner: partition.owner, path };
  }

  function pass(exchange: Exchange, next: Handler, why: Forwarded): Reply | Promise<Reply> {
    const call =
      scope === "user" ? exchange : { ...exchange, headers: sentHeaders(exchange.headers, scope) };
    return mapReply(next(call), (reply) => {
      exchange.upstream = call.upstream;
      exchange.refusal = call.refusal;
      const shown = call.refusal === null ? protect : (headers: HeaderList) => [...headers];
      exchange.cacheStatus = forwarded(why);
      return withCacheStatus(reply, shown, exchange.cacheStatus);
    });
  }

  async function fetch(guest: Guest, seal: Seal, entry: Entry | null, why: Forwarded) {
    const { address, exchange, next, question } = guest;
    const visit = visitOf(question, address, exchange, next, scope);
    const result = await flights.fetch(visit, seal, entry);
    exchange.cacheStatus = statusOf(result, why);
    return replyOf(result, exchange.cacheStatus, { ...question, now: now(), protect });
  }

  function refresh({ address, exchange, next, question }: Guest, seal: Seal, entry: Entry): void {
    const visit = visitOf(question, address, exchange, next, scope);
    flights.refresh(unattended(visit, exchange, next), seal, entry);
  }

  function serve(guest: Guest, { held, seal }: Reading): Reply | Promise<Reply> {
    const { exchange, next, question } = guest;
    if (seal === null) return pass(exchange, next, "bypass");
    const entry = held.find(({ entry }) => matches(entry.selectors, question.sent))?.entry;
    if (entry === undefined) {
      return miss(guest, seal, null, held.length > 0 ? "vary-miss" : "uri-miss");
    }
    const at = now();
    const use = usability(entry, question.terms, at);
    if (use === "refused") return miss(guest, seal, entry, "request");
    if (use === "stale") return miss(guest, seal, entry, "stale");
    if (use === "stale-while-revalidate") refresh(guest, seal, entry);
    const status = use === "fresh" ? HIT : staleHit((at - entry.freshUntil) / 1000);
    exchange.cacheStatus = status;
    const { method, terms } = question;
    return answerFrom(entry, { method, terms, now: at, status, protect });
  }

  function miss(guest: Guest, seal: Seal, entry: Entry | null, why: Forwarded) {
    const { exchange, next, question } = guest;
    const { method, terms } = question;
    if (terms.onlyIfCached) {
      exchange.cacheStatus = NOT_CACHED;
      throw notCached();
    }
    const isPassed =
      method === "HEAD" || terms.noStore || (entry === null && !wantsAll(terms, guest.address));
    return isPassed ? pass(exchange, next, why) : fetch(guest, seal, entry, why);
  }

  // Of what is not stored a part cannot be given here, and of what cannot be stored no condition be
  // looked at: the upstream must see both.
  function wantsAll({ ifModifiedSince, ifNoneMatch, range }: RequestTerms, address: Address) {
    const isConditional = ifNoneMatch !== null || ifModifiedSince !== null;
    return range === null && !(isConditional && flights.isApart(address));
  }

  return function cache(exchange, next) {
    const question = questionOf(exchange, scope);
    const address = addressOf(exchange);
    if (address === null || exchange.body !== null || question.terms.isForOrigin) {
      return pass(exchange, next, "bypass");
    }
    const guest = { exchange, next, question, address };
    const reading = store.read(address, now());
    return reading instanceof Promise
      ? reading.then((reading) => serve(guest, reading))
      : serve(guest, reading);
  };
}

// RFC 9111 section 5.2.1.7.
function notCached(): GatewayError {
  return new GatewayError("cache_missed", "", {
    headers: ["Age", "0", "Cache-Status", NOT_CACHED],
  });
}
