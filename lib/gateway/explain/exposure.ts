import type { GatewayConfig, RouteConfig } from "../config/schema.ts";
import { parsePattern } from "../routing/path-pattern.ts";
import { createRouter } from "../routing/router.ts";
import { globalChanges } from "./global-exposure.ts";
import { routeChanges } from "./route-exposure.ts";

/** Whether a change lets more in, lets less in, or neither. */
export type Effect = "looser" | "tighter" | "neutral";

/** What a change of routes.yaml does to who may reach what. `id` is stable. */
export type Change = {
  readonly id: string;
  readonly effect: Effect;
  /** `GET /api/v1/agents`, or what else of the file changed, such as `roles`. */
  readonly subject: string;
  readonly message: string;
};

// No segment of a route is written so: only placeholders take it.
const ANY_SEGMENT = "~any~";
const DEEPER_THAN_ROUTES = 12;

/**
 * What changes for those who call, route by route: for every shape of either configuration, the
 * route that takes its paths before is compared with the one that takes them after. A route that is
 * added or removed therefore counts as a change of the one that it takes paths from or leaves them to.
 */
export function exposureChanges(before: GatewayConfig, after: GatewayConfig): Change[] {
  const takerBefore = takerIn(before);
  const takerAfter = takerIn(after);
  const asked = new Map(
    [...before.routes, ...after.routes].map(({ method, path }) => [
      `${method} ${examplePath(path)}`,
      { method, path },
    ]),
  );
  const perRoute = [...asked.values()].flatMap(({ method, path }) => {
    const example = examplePath(path);
    const changes = routeChanges(takerBefore(method, example), takerAfter(method, example));
    return changes.map((change) => ({ ...change, subject: `${method} ${path}` }));
  });
  return [...globalChanges(before, after), ...perRoute];
}

function takerIn({ routes }: GatewayConfig) {
  const router = createRouter<RouteConfig>(routes.map((route) => ({ ...route, value: route })));
  return (method: string, path: string): RouteConfig | null => {
    const methods = router.match(path)?.methods;
    return methods?.get(method) ?? (method === "HEAD" ? methods?.get("GET") : undefined) ?? null;
  };
}

/** A path that a pattern takes and nothing more specific by chance. */
function examplePath(path: string): string {
  const segments = parsePattern(path).flatMap((segment) => {
    if (segment.kind === "static") return segment.text;
    const count = segment.kind === "param" ? 1 : DEEPER_THAN_ROUTES;
    return Array.from({ length: count }, () => ANY_SEGMENT);
  });
  return `/${segments.join("/")}`;
}
