import { GatewayError, type Refusal, refusalOf } from "../errors/gateway-error.ts";
import { type HeaderList, headerValue } from "../header-list.ts";
import { isStreaming, type Reply } from "../reply.ts";
import type { Entry } from "./entry.ts";
import type { Flight, Outcome } from "./flight.ts";
import { makeEntry } from "./make-entry.ts";
import type { CacheScope } from "./partition.ts";
import { BODY_BYTES_MAX, type Lifetime, lifetimeOf } from "./policy.ts";
import { confirms, refreshedHeaders } from "./revalidation.ts";
import { Spool } from "./spool.ts";
import type { CacheStore } from "./store.ts";
import { storingHeaders } from "./upstream-request.ts";
import { type Selector, selectorsOf } from "./vary.ts";
import type { Visit } from "./visit.ts";

/** What one route's cache consists of. */
export type RouteCache = {
  readonly store: CacheStore;
  readonly scope: CacheScope;
  readonly ttlMs: number;
  /** An upstream's headers without those of its connection. */
  readonly clean: (headers: HeaderList) => string[];
  /** The cache's clock, milliseconds. */
  readonly now: () => number;
  /** Milliseconds since the epoch. */
  readonly wallNow: () => number;
};

type Times = { readonly sentAt: number; readonly answeredAt: number };

// RFC 9111 section 4.2.1: an answer that may be used for the one request that was waiting for it.
const NO_LIFETIME: Lifetime = {
  ageMs: 0,
  freshMs: 0,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
};

/**
 * Asks the upstream for the whole of an answer, conditionally when one is stored, and stores what
 * may be stored. Lands the flight; the outcome is for the one who began it.
 */
export async function fetchInto(
  flight: Flight,
  visit: Visit,
  stored: Entry | null,
  cache: RouteCache,
): Promise<Outcome> {
  const sentAt = cache.now();
  const sent = await visit.send(storingHeaders(visit.headers, stored), flight.cancellation);
  const times = { sentAt, answeredAt: cache.now() };
  if (sent.refusal !== null) return refused(flight, sent.refusal, sent.reply.headers);
  if (sent.reply.status === 304 && stored !== null) {
    if (!confirms(sent.reply.headers, stored)) return fetchInto(flight, visit, null, cache);
    return confirmed(flight, visit, stored, sent.reply, times, cache);
  }
  return answered(flight, visit, sent.reply, times, cache);
}

function refused(flight: Flight, refusal: Refusal, headers: HeaderList): Outcome {
  const retryAfter = headerValue(headers, "retry-after");
  const outcome = {
    kind: "refused" as const,
    refusal,
    headers: retryAfter === null ? [] : ["Retry-After", retryAfter],
  };
  flight.land(outcome);
  return outcome;
}

function confirmed(
  flight: Flight,
  visit: Visit,
  stored: Entry,
  reply: Reply,
  times: Times,
  cache: RouteCache,
): Outcome {
  const headers = refreshedHeaders(stored.headers, cache.clean(reply.headers));
  const { body, status } = stored;
  const plan = storagePlan({ status, headers }, visit, cache);
  const entry = makeEntry(
    {
      status,
      headers,
      body,
      lifetime: plan?.lifetime ?? NO_LIFETIME,
      selectors: plan?.selectors ?? [],
    },
    times,
    cache.wallNow(),
  );
  if (plan !== null) return keep(flight, visit, entry, 304, cache);
  flight.land({ kind: "apart", status: 304 });
  return { kind: "answer", entry, status: 304, isStored: false };
}

async function answered(
  flight: Flight,
  visit: Visit,
  reply: Reply,
  times: Times,
  cache: RouteCache,
): Promise<Outcome> {
  const { body, status } = reply;
  const plan = storagePlan(reply, visit, cache);
  if (plan === null) return passed(flight, reply);
  const headers = cache.clean(reply.headers);
  const enter = (bytes: Uint8Array) => {
    const entry = makeEntry({ status, headers, body: bytes, ...plan }, times, cache.wallNow());
    return keep(flight, visit, entry, status, cache);
  };
  if (!isStreaming(body)) {
    const bytes = typeof body === "string" ? Buffer.from(body) : (body ?? NO_BYTES);
    return isWhole(bytes, headers) ? enter(bytes) : passed(flight, reply);
  }
  const spool = new Spool(body, BODY_BYTES_MAX);
  // Chunks are there at once, or not before this function has given the spool a reader.
  const filled = spool.fill().then(
    (bytes) => (bytes !== null && isWhole(bytes, headers) ? enter(bytes) : null),
    (error: unknown) => refused(flight, failureOf(error), []),
  );
  void filled.then((outcome) => outcome ?? flight.land({ kind: "apart", status }));
  return { kind: "reply", isStored: true, reply: { ...reply, body: spool.reader() } };
}

const NO_BYTES = new Uint8Array(0);

type Plan = { readonly lifetime: Lifetime; readonly selectors: readonly Selector[] };

function storagePlan(
  head: Pick<Reply, "status" | "headers">,
  visit: Visit,
  { scope, ttlMs, wallNow }: RouteCache,
): Plan | null {
  const lifetime = lifetimeOf(head, { ttlMs, scope }, wallNow());
  const selectors = lifetime === null ? null : selectorsOf(head.headers, scope, visit.sent);
  return lifetime === null || selectors === null ? null : { lifetime, selectors };
}

function keep(
  flight: Flight,
  { address }: Visit,
  entry: Entry,
  status: number,
  { now, store }: RouteCache,
): Outcome {
  void store.write(address, entry, flight.seal, now());
  const outcome = { kind: "answer" as const, entry, status, isStored: true };
  flight.land(outcome);
  return outcome;
}

function passed(flight: Flight, reply: Reply): Outcome {
  flight.land({ kind: "apart", status: reply.status });
  return { kind: "reply", reply, isStored: false };
}

function isWhole(bytes: Uint8Array, headers: HeaderList): boolean {
  const announced = headerValue(headers, "content-length");
  if (bytes.byteLength > BODY_BYTES_MAX) return false;
  return announced === null || Number(announced) === bytes.byteLength;
}

function failureOf(thrown: unknown): Refusal {
  const error =
    thrown instanceof GatewayError ? thrown : new GatewayError("internal", "", { cause: thrown });
  return refusalOf(error, "cache");
}
