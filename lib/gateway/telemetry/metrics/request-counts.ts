import type { RouteConfig } from "../../config/schema.ts";
import type { Reason } from "../../errors/catalogue.ts";
import type { Exchange, Outcome } from "../../exchange.ts";
import { seenStatus } from "../../seen-status.ts";
import { CACHE_RESULTS, type CacheResult, cacheResult } from "../cache-result.ts";
import { Histogram } from "./histogram.ts";
import { type TokenResult, tokenResult } from "./token-result.ts";

/** The label of requests that no route took. */
const NO_ROUTE = "(none)";

/** The label of answers that no upstream gave. */
const NO_UPSTREAM = "(none)";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const OTHER_METHOD = "other";
const METHOD_INDEX = new Map(METHODS.map((method, index) => [method, index]));
const LANES = ["direct", "route"] as const;
const CLASSES = 6;

/** Requests of one route, method, lane and class of status. */
export type Series = {
  readonly labels: Readonly<Record<"route" | "method" | "status" | "lane", string>>;
  readonly seconds: Histogram;
  bytesIn: number;
  bytesOut: number;
};

/** What one route's pattern has come to. Series are made when first needed. */
class RouteCounts {
  readonly pattern: string;
  readonly series: (Series | undefined)[] = [];
  readonly cache = new Map<CacheResult, { requests: number; bytes: number }>();

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  seriesOf(method: string, lane: Exchange["lane"], status: number): Series {
    const methodIndex = METHOD_INDEX.get(method) ?? METHODS.length;
    const laneIndex = lane === "direct" ? 0 : 1;
    const statusClass = Math.floor(status / 100);
    const index = (methodIndex * LANES.length + laneIndex) * CLASSES + statusClass;
    const known = this.series[index];
    if (known !== undefined) return known;
    const labels = {
      route: this.pattern,
      method: METHODS[methodIndex] ?? OTHER_METHOD,
      status: `${statusClass}xx`,
      lane,
    };
    const created = { labels, seconds: new Histogram(), bytesIn: 0, bytesOut: 0 };
    this.series[index] = created;
    return created;
  }
}

/**
 * Counts answered requests, in plain numbers that are read when somebody asks for them: prom-client
 * would look every label up with every request. Labels are bounded, for they come from routes.yaml
 * and fixed lists. Routes that leave routes.yaml keep their counts.
 */
export class RequestCounts {
  readonly upstreamSeconds = new Map<string, Histogram>();
  readonly refusals = new Map<Reason, number>();
  /** Answers that broke after their heads, by upstream; clients that left do not count. */
  readonly broken = new Map<string, number>();
  readonly tokens = new Map<TokenResult, number>();
  readonly limits = new Map<string, { allowed: number; refused: number }>();
  readonly #patterns = new Map<string, RouteCounts>();
  // By the route itself, which is quicker than by its text; a route goes with its configuration.
  readonly #routes = new WeakMap<RouteConfig, RouteCounts>();
  readonly #unrouted = this.#pattern(NO_ROUTE);

  /** An Observer. */
  readonly observe = (
    exchange: Exchange,
    answered: number,
    outcome: Outcome,
    durationMs: number,
  ): void => {
    const { cacheStatus, limit, received, refusal, route, upstream } = exchange;
    const counts = route === null ? this.#unrouted : this.#route(route);
    const status = seenStatus(exchange, answered, outcome);
    const series = counts.seriesOf(exchange.method, exchange.lane, status);
    series.seconds.observe(durationMs / 1000);
    series.bytesOut += outcome.bytesOut;
    if (received !== null) series.bytesIn += received.bytes;
    if (upstream !== null) this.#upstream(upstream.origin).observe(upstream.durationMs / 1000);
    if (!outcome.isComplete && status < 400) increase(this.broken, upstream?.origin ?? NO_UPSTREAM);
    if (refusal !== null) increase(this.refusals, refusal.reason);
    if (route?.authRequired === true) increase(this.tokens, tokenResult(exchange));
    if (limit !== null && route?.rateLimit) this.#limit(route.rateLimit.per, limit.isAllowed);
    if (cacheStatus !== null) countCached(counts, cacheResult(cacheStatus), outcome.bytesOut);
  };

  *series(): Generator<Series> {
    for (const { series } of this.#patterns.values()) {
      for (const one of series) if (one !== undefined) yield one;
    }
  }

  /** Requests of routes with a cache, by what the cache made of them. */
  *cached(): Generator<{ route: string; result: CacheResult; requests: number; bytes: number }> {
    for (const { pattern: route, cache } of this.#patterns.values()) {
      for (const [result, counts] of cache) yield { route, result, ...counts };
    }
  }

  #route(route: RouteConfig): RouteCounts {
    const known = this.#routes.get(route);
    if (known !== undefined) return known;
    const counts = this.#pattern(route.path);
    this.#routes.set(route, counts);
    return counts;
  }

  #pattern(pattern: string): RouteCounts {
    const known = this.#patterns.get(pattern);
    if (known !== undefined) return known;
    const counts = new RouteCounts(pattern);
    this.#patterns.set(pattern, counts);
    return counts;
  }

  #upstream(name: string): Histogram {
    const known = this.upstreamSeconds.get(name);
    if (known !== undefined) return known;
    const created = new Histogram();
    this.upstreamSeconds.set(name, created);
    return created;
  }

  #limit(per: string, isAllowed: boolean): void {
    const counts = this.limits.get(per) ?? { allowed: 0, refused: 0 };
    this.limits.set(per, counts);
    if (isAllowed) counts.allowed += 1;
    else counts.refused += 1;
  }
}

function countCached({ cache }: RouteCounts, result: CacheResult, bytes: number): void {
  // All of them at once: rates need a zero to rise from.
  if (cache.size === 0)
    for (const each of CACHE_RESULTS) cache.set(each, { requests: 0, bytes: 0 });
  const counts = cache.get(result);
  if (counts === undefined) return;
  counts.requests += 1;
  counts.bytes += bytes;
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
