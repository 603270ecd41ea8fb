import type { GatewayConfig, RouteConfig } from "../lib/gateway/config/schema.ts";
import { missingScopes, scopesOfRole } from "../lib/gateway/identity/scopes.ts";
import { commandEnvironment } from "./environment.ts";
import { openRoutes } from "./routes-file.ts";
import { paint, print, printJson, table } from "./terminal.ts";
import { EXIT, type ExitCode, UsageError } from "./usage-error.ts";

export type RoutesOptions = {
  readonly json: boolean;
  readonly routes?: string;
  /** Only those that this role may call. */
  readonly role?: string;
};

const HEADINGS = ["METHOD", "PATH", "NEEDS", "LIMIT", "CACHE", "SERVICE"];

/** Lists the routes of a routes.yaml, with what each of them asks for. */
export function routes({ json, role, routes: file }: RoutesOptions): ExitCode {
  const { env } = commandEnvironment();
  const { config } = openRoutes(file ?? env.routesFile, env.all);
  const listed = config.routes.filter(
    (route) => role === undefined || mayCall(route, role, config),
  );
  if (json) printJson(listed.map((route) => ({ ...route })));
  else print(table(HEADINGS, listed.map(rowOf)));
  return EXIT.good;
}

function mayCall(route: RouteConfig, role: string, { roles }: GatewayConfig): boolean {
  const held = scopesOfRole(role, roles);
  if (held === null) {
    throw new UsageError(`no role is called ${role}`, `There are ${[...roles.keys()].join(", ")}.`);
  }
  const { allowedRoles, scopes, scopesMatch } = route;
  const isAllowed = allowedRoles === null || allowedRoles.includes(role);
  return isAllowed && missingScopes(scopes, scopesMatch, held).length === 0;
}

function rowOf(route: RouteConfig): string[] {
  const { cacheScope, cacheTtlMs, method, path, rateLimit, upstream } = route;
  const limit =
    rateLimit === null
      ? "none"
      : `${rateLimit.requests}/${rateLimit.windowMs / 1000}s per ${rateLimit.per}`;
  const cache = cacheTtlMs === null ? "" : `${cacheTtlMs / 1000}s ${cacheScope}`;
  return [paint("bold", method), path, needsOf(route), limit, cache, upstream.name];
}

function needsOf({ allowedRoles, authRequired, scopes, scopesMatch }: RouteConfig): string {
  if (!authRequired) return paint("yellow", "nothing");
  const parts = [
    allowedRoles === null ? "" : allowedRoles.join(" or "),
    scopes.join(scopesMatch === "any" ? " or " : " and "),
  ].filter((part) => part !== "");
  return parts.join(" with ") || "a token";
}
