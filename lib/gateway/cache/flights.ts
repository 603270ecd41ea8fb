import { GatewayError, refusalOf } from "../errors/gateway-error.ts";
import type { Entry } from "./entry.ts";
import { Flight, type Landing, type Outcome, unlessGone } from "./flight.ts";
import { usability } from "./freshness.ts";
import { NO_TERMS } from "./request-terms.ts";
import { discard, standIn } from "./stand-in.ts";
import type { Address, Seal } from "./store.ts";
import { fetchInto, type RouteCache } from "./upstream-fetch.ts";
import { matches } from "./vary.ts";
import type { Visit } from "./visit.ts";

/** What a visit gets in the end, and whether another one's upstream call gave it. */
export type Result = { readonly outcome: Outcome; readonly isCollapsed: boolean };

export type Flights = {
  /** Asks the upstream, or waits for a call that is under way for the same. */
  fetch(visit: Visit, seal: Seal, stored: Entry | null): Promise<Result>;
  /** Asks the upstream for nobody in particular, unless somebody does so already. */
  refresh(visit: Visit, seal: Seal, stored: Entry): void;
  /** Whether the last answer could not be shared, not long ago. */
  isApart(address: Address): boolean;
};

const APART_MS = 10_000;
const APART_MAX = 10_000;

/** One route's upstream calls, at most one at a time for each answer that can be shared. */
export function createFlights(cache: RouteCache): Flights {
  const flights = new Map<string, Flight>();
  // Keys whose answers could not be shared lately: waiting for each other would only slow them down.
  const apart = new Map<string, number>();

  function begin(key: string | null, visit: Visit, seal: Seal, stored: Entry | null) {
    const flight = new Flight(seal);
    if (key !== null) flights.set(key, flight);
    void flight.landing.then((landing) => {
      if (key !== null && flights.get(key) === flight) flights.delete(key);
      remember(visit.address.key, landing);
      if (landing.kind !== "answer" || !landing.isStored) cache.store.abandon(visit.address);
    });
    const outcome =
      key === null ? fetchInto(flight, visit, stored, cache) : inTurn(flight, visit, stored);
    outcome.catch((error: unknown) => {
      const refusal = refusalOf(new GatewayError("internal", "", { cause: error }), "cache");
      flight.land({ kind: "refused", refusal, headers: [] });
    });
    return { flight, outcome };
  }

  /** Lets another process go first when it is asking for the same already. */
  async function inTurn(flight: Flight, visit: Visit, stored: Entry | null): Promise<Outcome> {
    const turn = cache.store.begin(visit.address);
    const found = turn === null ? null : await turn;
    const held = found?.held.find(
      ({ entry }) =>
        matches(entry.selectors, visit.sent) &&
        usability(entry, visit.terms, cache.now()) === "fresh",
    );
    if (held === undefined) return fetchInto(flight, visit, stored, cache);
    const { entry } = held;
    const status = entry.status;
    const outcome = { kind: "answer" as const, entry, status, isStored: true, isElsewhere: true };
    flight.land(outcome);
    return outcome;
  }

  function remember(key: string, landing: Landing): void {
    if (landing.kind === "answer") apart.delete(key);
    if (landing.kind !== "apart" || landing.status >= 500) return;
    if (apart.size >= APART_MAX) apart.clear();
    apart.set(key, cache.now() + APART_MS);
  }

  const isApart = ({ key }: Address) => (apart.get(key) ?? 0) > cache.now();

  async function lead(key: string | null, visit: Visit, seal: Seal, stored: Entry | null) {
    const { flight, outcome } = begin(key, visit, seal, stored);
    flight.join(visit.cancellation);
    const own = await unlessGone(outcome, visit.cancellation);
    // A condition or a range can only be looked at when all of the answer is there.
    if (own.kind === "reply" && own.isStored && visit.terms !== NO_TERMS) {
      await discard(own.reply.body);
      const landing = await unlessGone(flight.landing, visit.cancellation);
      if (landing.kind !== "apart") return landing;
      return fetchInto(soloFlight(visit, seal), visit, null, cache);
    }
    return own;
  }

  async function follow(
    flight: Flight,
    visit: Visit,
    seal: Seal,
    stored: Entry | null,
  ): Promise<Result> {
    const leave = flight.join(visit.cancellation);
    const landing = await unlessGone(flight.landing, visit.cancellation);
    leave();
    if (isFor(landing, visit, cache.now())) return { outcome: landing, isCollapsed: true };
    return { outcome: await lead(null, visit, seal, stored), isCollapsed: false };
  }

  return {
    isApart,
    async fetch(visit, seal, stored) {
      const key = flightKey(visit, stored);
      const running = flights.get(key);
      const isAlone = visit.terms.noCache || isApart(visit.address);
      const canJoin =
        running !== undefined &&
        !isAlone &&
        !running.cancellation.isCancelled &&
        cache.store.isCurrent(running.seal, cache.now());
      const result = canJoin
        ? await follow(running, visit, seal, stored)
        : { outcome: await lead(isAlone ? null : key, visit, seal, stored), isCollapsed: false };
      const outcome = await standIn(result.outcome, visit.terms, stored, cache.now());
      return { ...result, outcome };
    },
    refresh(visit, seal, stored) {
      const key = flightKey(visit, stored);
      if (flights.has(key)) return;
      const { flight, outcome } = begin(key, visit, seal, stored);
      flight.join(null);
      outcome.then(
        (outcome) => (outcome.kind === "reply" ? discard(outcome.reply.body) : undefined),
        () => {},
      );
    },
  };
}

/** Whether what came of another's call is an answer to this request, too. */
function isFor(
  landing: Landing,
  visit: Visit,
  now: number,
): landing is Exclude<Landing, { kind: "apart" }> {
  if (landing.kind === "apart") return false;
  if (landing.kind === "refused") return true;
  const { entry } = landing;
  // RFC 9111 section 5.2.2.4: what always needs validation was validated for its own request only.
  return matches(entry.selectors, visit.sent) && now < entry.freshUntil;
}

// Requests that ask for different variants of a known answer do not wait for each other.
function flightKey({ address, sent }: Visit, stored: Entry | null): string {
  if (stored === null || stored.selectors.length === 0) return address.key;
  return `${address.key} ${JSON.stringify(stored.selectors.map(([name]) => sent(name)))}`;
}

function soloFlight(visit: Visit, seal: Seal): Flight {
  const flight = new Flight(seal);
  flight.join(visit.cancellation);
  return flight;
}
