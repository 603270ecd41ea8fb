import { completeRoute, type Surroundings } from "./complete-route.ts";
import type { Environment } from "./environment-names.ts";
import { formatPath, type Path, type Report } from "./faults.ts";
import { routePathFault, shapeOf } from "./route-paths.ts";
import { type RuleFault, ruleFaults } from "./route-rules.ts";
import type { RouteConfig, RouteEntry } from "./schema.ts";
import { readUpstream } from "./upstream-urls.ts";

/** Completes every route and reports what is wrong with each and between them. */
export function readRoutes(
  entries: readonly RouteEntry[],
  surroundings: Surroundings,
  env: Environment,
  report: Report,
): RouteConfig[] {
  reportTwins(entries, report);
  return entries.map((entry, index) => {
    const at: Path = ["routes", index];
    const [upstream, upstreamFaults] = readUpstream(entry.proxy_upstream ?? "", env);
    if (entry.proxy_upstream !== undefined) {
      for (const fault of upstreamFaults) report([...at, "proxy_upstream"], fault);
    }
    const route = completeRoute(entry, upstream, surroundings);
    const faults = [...ruleFaults({ entry, route }), ...signFaults(route, env)];
    for (const fault of faults) reportRule(fault, entry, at, report);
    return route;
  });
}

function signFaults(route: RouteConfig, env: Environment): RuleFault[] {
  if (!route.sign || (env.GATEWAY_SIGNING_SECRET ?? "") !== "") return [];
  return [{ key: "sign", message: "needs the environment variable GATEWAY_SIGNING_SECRET" }];
}

// What a route inherits is a fault of `defaults`: once for a list's item, else with the route named.
function reportRule(fault: RuleFault, entry: RouteEntry, at: Path, report: Report): void {
  const { key, index, message } = fault;
  const isOwn = entry[key] !== undefined;
  const path = [...(isOwn ? at : ["defaults"]), key, ...(index === undefined ? [] : [index])];
  const isOfRoute = !isOwn && index === undefined;
  report(path, isOfRoute ? `${message} (on ${formatPath(at)})` : message);
}

// Names of placeholders make no difference: both routes would match the same requests.
function reportTwins(entries: readonly RouteEntry[], report: Report): void {
  const first = new Map<string, number>();
  for (const [index, { path, method }] of entries.entries()) {
    if (path === undefined || method === undefined || routePathFault(path) !== null) continue;
    const key = `${method} ${shapeOf(path)}`;
    const twin = first.get(key);
    if (twin === undefined) first.set(key, index);
    else report(["routes", index, "path"], `routes[${twin}] has the same shape and method`);
  }
}
