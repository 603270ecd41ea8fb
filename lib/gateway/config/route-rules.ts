import { forwardingFault } from "./forwardable-headers.ts";
import { routePathFault, templateFault } from "./route-paths.ts";
import type { RouteConfig, RouteEntry } from "./schema.ts";

/** A route as written beside the same route completed. */
export type Draft = { readonly entry: RouteEntry; readonly route: RouteConfig };

/** A fault that a draft has, in the value of a key or in one item of its list. */
export type RuleFault = { key: keyof RouteEntry; index?: number; message: string };

type Rule = { key: keyof RouteEntry; faultOf(draft: Draft): string | null };
type ListRule = {
  key: "forward_headers" | "invalidates";
  items(route: RouteConfig): readonly string[];
  faultOf(item: string, draft: Draft): string | null;
};

const WITHOUT_AUTH = "the route needs no token";

const RULES: readonly Rule[] = [
  { key: "path", faultOf: ({ entry }) => onPath(entry, routePathFault) },
  {
    key: "auth_required",
    faultOf: ({ entry, route }) =>
      unless(
        entry.auth_required === true && !route.authRequired,
        "the path is one of public_paths",
      ),
  },
  {
    key: "scopes",
    faultOf: ({ entry, route }) =>
      unless(!route.authRequired && isFilled(entry.scopes), `${WITHOUT_AUTH}, so it has no scopes`),
  },
  {
    key: "allowed_roles",
    faultOf: ({ entry, route }) =>
      unless(
        !route.authRequired && isFilled(entry.allowed_roles),
        `${WITHOUT_AUTH}, so it has no role`,
      ),
  },
  {
    key: "cache_scope",
    faultOf: ({ entry, route }) =>
      unless(
        !route.authRequired && (entry.cache_scope ?? "public") !== "public",
        `${WITHOUT_AUTH}, so only public is possible`,
      ),
  },
  {
    key: "rate_limit",
    faultOf: ({ entry: { rate_limit: limit = "off" }, route }) =>
      unless(
        !route.authRequired && limit !== "off" && (limit.per ?? "ip") !== "ip",
        `${WITHOUT_AUTH}, so only per: ip is possible`,
      ),
  },
  {
    key: "forward_headers",
    faultOf: ({ route }) =>
      unless(
        route.forwardHeaders.length > 0 && route.cacheTtlMs !== null && route.cacheScope !== "user",
        "forward_headers with cache_ttl needs cache_scope: user, or callers would share answers",
      ),
  },
  {
    key: "upstream_path",
    faultOf: ({ entry, route }) =>
      route.upstreamPath === null
        ? null
        : onPath(entry, (path) => templateFault(route.upstreamPath ?? "", path)),
  },
];

const LIST_RULES: readonly ListRule[] = [
  {
    key: "forward_headers",
    items: (route) => route.forwardHeaders,
    faultOf: (header) => forwardingFault(header),
  },
  {
    key: "invalidates",
    items: (route) => route.invalidates.slice(1),
    faultOf: (item, { entry }) =>
      routePathFault(item) ?? onPath(entry, (path) => templateFault(item, path)),
  },
];

/** Everything that is wrong with one route beyond the form of its values. */
export function ruleFaults(draft: Draft): RuleFault[] {
  const single = RULES.map(({ key, faultOf }) => ({ key, message: faultOf(draft) }));
  const listed = LIST_RULES.flatMap(({ key, items, faultOf }) =>
    items(draft.route).map((item, index) => ({ key, index, message: faultOf(item, draft) })),
  );
  return [...single, ...listed].flatMap(({ message, ...place }) =>
    message === null ? [] : [{ ...place, message }],
  );
}

function onPath(entry: RouteEntry, faultOf: (path: string) => string | null): string | null {
  return entry.path === undefined ? null : faultOf(entry.path);
}

function unless(isWrong: boolean, message: string): string | null {
  return isWrong ? message : null;
}

function isFilled(list: readonly string[] | undefined): boolean {
  return list !== undefined && list.length > 0;
}
