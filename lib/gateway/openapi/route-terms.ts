import type { RouteConfig } from "../config/schema.ts";

const WHO: Readonly<Record<"user" | "org" | "ip", string>> = {
  user: "user",
  org: "organisation",
  ip: "address",
};

const SHARED_BY: Readonly<Record<RouteConfig["cacheScope"], string>> = {
  user: "each user has their own",
  org: "shared within an organisation",
  public: "shared by all",
};

/** What the gateway asks of callers of a route, in sentences. Says nothing of where services are. */
export function routeTerms(route: RouteConfig): string {
  const { allowedRoles, authRequired, cacheScope, cacheTtlMs, rateLimit } = route;
  const sentences = [
    authRequired ? scopeSentence(route) : "Needs no token.",
    allowedRoles === null ? null : `Only for the roles ${quoted(allowedRoles)}.`,
    rateLimit === null
      ? null
      : `At most ${rateLimit.requests} requests in ${span(rateLimit.windowMs)} per ${WHO[rateLimit.per]}.`,
    cacheTtlMs === null
      ? null
      : `Answers may be ${span(cacheTtlMs)} old; ${SHARED_BY[cacheScope]}.`,
  ];
  return sentences.filter((sentence) => sentence !== null).join(" ");
}

function scopeSentence({ scopes, scopesMatch }: RouteConfig): string {
  if (scopes.length === 0) return "Needs a token, of any scope.";
  if (scopes.length === 1) return `Needs the scope ${quoted(scopes)}.`;
  const which = scopesMatch === "any" ? "one of the scopes" : "all of the scopes";
  return `Needs ${which} ${quoted(scopes)}.`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

function span(durationMs: number): string {
  if (durationMs % 60_000 === 0 && durationMs > 60_000) return `${durationMs / 60_000} min`;
  return durationMs % 1000 === 0 ? `${durationMs / 1000} s` : `${durationMs} ms`;
}
