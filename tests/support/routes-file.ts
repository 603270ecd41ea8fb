export type RouteOptions = { readonly path: string } & Readonly<Record<string, unknown>>;

export type RoutesFile = {
  readonly routes: readonly RouteOptions[];
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly cors?: Readonly<Record<string, unknown>>;
};

/**
 * Text of a routes.yaml (JSON is YAML). Routes are GET and go to `$UPSTREAM` unless they say
 * otherwise; bad tokens are not counted, so that a file's cases do not add up.
 */
export function routesFile({ routes, defaults, cors }: RoutesFile): string {
  const file = {
    version: "1.0",
    defaults: { auth_failures: "off", ...defaults },
    ...(cors === undefined ? {} : { cors }),
    routes: routes.map((route) => ({ method: "GET", proxy_upstream: "$UPSTREAM", ...route })),
  };
  return JSON.stringify(file, null, 2);
}
