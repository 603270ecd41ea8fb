import type { Method, RouteConfig } from "#lib/gateway/config/schema.ts";

/** What the page may know of a route. Where it leads stays on the server. */
export type RouteChoice = Readonly<{
  /** Method and path, unique among the routes. */
  key: string;
  path: string;
  method: Method;
  description: string | null;
  authRequired: boolean;
  scopes: readonly string[];
  scopesMatch: "all" | "any";
  allowedRoles: readonly string[] | null;
  cacheTtlMs: number | null;
}>;

export type RouteGroup = Readonly<{ name: string; routes: readonly RouteChoice[] }>;

/** The routes in the order of the file, grouped by what comes after `/api/v1/`. */
export function routeGroups(routes: readonly RouteConfig[]): RouteGroup[] {
  const groups = Map.groupBy(routes.map(choiceOf), ({ path }) => path.split("/")[3] ?? "");
  return [...groups].map(([name, members]) => ({ name, routes: members }));
}

/** What the page may know of one route. */
export function choiceOf(route: RouteConfig): RouteChoice {
  const { path, method, description, authRequired, scopes, scopesMatch } = route;
  const { allowedRoles, cacheTtlMs } = route;
  const key = `${method} ${path}`;
  return {
    key,
    path,
    method,
    description,
    authRequired,
    scopes,
    scopesMatch,
    allowedRoles,
    cacheTtlMs,
  };
}
