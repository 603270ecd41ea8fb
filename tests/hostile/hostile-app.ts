import { type App, type Lane, startApp } from "#tests/support/app.ts";
import { type RouteOptions, routesFile } from "#tests/support/routes-file.ts";
import { GUARDED, OPEN, PARTNER } from "./oracle.ts";

export type HostileOptions = {
  /** Routes with `auth_required: false` go to the open upstream, all others to the guarded one. */
  readonly routes: readonly RouteOptions[];
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
};

/** The built app with its guarded and open routes in front of the upstream at `url`. */
export function startHostileApp(lane: Lane, url: string, options: HostileOptions): Promise<App> {
  const routes = options.routes.map((route) => ({
    proxy_upstream: isOpen(route) ? "$OPEN" : "$GUARDED",
    ...route,
  }));
  const defaults = { rate_limit: "off", ...options.defaults };
  const cors = { allowed_origins: [PARTNER] };
  return startApp({
    lane,
    routes: routesFile({ routes, defaults, cors }),
    env: { GUARDED: url + GUARDED, OPEN: url + OPEN, ...options.env },
  });
}

function isOpen({ auth_required }: RouteOptions & { readonly auth_required?: unknown }): boolean {
  return auth_required === false;
}
