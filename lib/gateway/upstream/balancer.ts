import { isEjected } from "./ejection.ts";
import type { Server } from "./server.ts";

/** Where one try goes: a server, and the base path before every request's path. */
export type Endpoint = { readonly server: Server; readonly basePath: string };

/** Chooses among an upstream's servers; `avoided` is the one that has just failed. */
export type Balancer = { pick(avoided: Endpoint | null, now: number): Endpoint };

/**
 * Least loaded of two random choices among the servers that are not ejected. `urls` are http(s) URLs
 * without a trailing slash, at least one; `serverAt` gives the server of an origin.
 */
export function createBalancer(
  urls: readonly string[],
  serverAt: (origin: string) => Server,
  random: () => number = Math.random,
): Balancer {
  const endpoints = urls.map((url) => toEndpoint(url, serverAt));
  const [only] = endpoints;
  if (only === undefined) throw new Error("an upstream needs a URL");
  if (endpoints.length === 1) return { pick: () => only };
  return {
    pick(avoided, now) {
      const usable = usableOf(endpoints, avoided, now);
      const first = usable[Math.floor(random() * usable.length)] ?? only;
      const second = usable[Math.floor(random() * usable.length)] ?? only;
      return second.server.inFlight < first.server.inFlight ? second : first;
    },
  };
}

// Better one that may be bad than one that has just failed, and better that one than none.
function usableOf(endpoints: readonly Endpoint[], avoided: Endpoint | null, now: number) {
  const others = endpoints.filter((endpoint) => endpoint !== avoided);
  const well = others.filter(({ server }) => !isEjected(server, now));
  return well.length > 0 ? well : others;
}

function toEndpoint(url: string, serverAt: (origin: string) => Server): Endpoint {
  const { origin, pathname } = new URL(url);
  const basePath = pathname === "/" ? "" : pathname.replace(/\/$/, "");
  return { server: serverAt(origin), basePath };
}
