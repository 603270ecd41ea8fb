/** One server of an upstream: its origin, the base path before every request's path, and its load. */
export type Server = { readonly origin: string; readonly basePath: string; inFlight: number };

/** Chooses among an upstream's servers; `avoided` is the one that has just failed. */
export type Balancer = { pick(avoided: Server | null): Server };

/** Least loaded of two random choices. `urls` are http(s) URLs without a trailing slash, at least one. */
export function createBalancer(
  urls: readonly string[],
  random: () => number = Math.random,
): Balancer {
  const servers = urls.map(toServer);
  return {
    pick(avoided) {
      const usable = servers.length > 1 ? servers.filter((server) => server !== avoided) : servers;
      const first = usable[Math.floor(random() * usable.length)];
      const second = usable[Math.floor(random() * usable.length)];
      if (first === undefined || second === undefined) throw new Error("an upstream needs a URL");
      return second.inFlight < first.inFlight ? second : first;
    },
  };
}

function toServer(url: string): Server {
  const { origin, pathname } = new URL(url);
  return { origin, basePath: pathname === "/" ? "" : pathname.replace(/\/$/, ""), inFlight: 0 };
}
