import { type UpstreamEvent, UpstreamPool, type UpstreamState } from "./pool.ts";

/** The upstreams' pools by name: one each for all routes, and the same after a reload of routes.yaml. */
export type UpstreamPools = {
  /** The pool of that name, made on first use. */
  of(name: string): UpstreamPool;
  /** The named ones that have a pool, in that order. `now` as the pools' clock, `performance.now()`. */
  states(names: Iterable<string>, now: number): UpstreamState[];
};

type Options = {
  /** Most calls of one upstream that are not over. */
  readonly inFlightMax: number;
  readonly report: (event: UpstreamEvent) => void;
};

/** Pools of one process. They are never forgotten: a name that is gone may come back. */
export function createUpstreamPools(options: Options): UpstreamPools {
  const pools = new Map<string, UpstreamPool>();
  return {
    of(name) {
      const known = pools.get(name);
      if (known !== undefined) return known;
      const pool = new UpstreamPool(name, options);
      pools.set(name, pool);
      return pool;
    },
    states(names, now) {
      return [...new Set(names)].flatMap((name) => pools.get(name)?.state(now) ?? []);
    },
  };
}
