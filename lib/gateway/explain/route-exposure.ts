import type { RouteConfig } from "../config/schema.ts";
import { missingScopes } from "../identity/scopes.ts";
import type { Change, Effect } from "./exposure.ts";
import { limitChange, sizeInWords } from "./limit-exposure.ts";

/** A change of one route, which its caller knows. */
export type RouteChange = Omit<Change, "subject">;

type Both = { readonly before: RouteConfig; readonly after: RouteConfig };

/** What changes for the callers of one path, by the route that takes it before and after; null for none. */
export function routeChanges(before: RouteConfig | null, after: RouteConfig | null): RouteChange[] {
  if (before === null && after === null) return [];
  if (before === null || after === null) return [comingOrGoing(after)];
  const both = { before, after };
  return [
    auth(both),
    scopes(both),
    roles(both),
    cached(both),
    limit(both),
    bodySize(both),
    forwarded(both),
    signature(both),
    upstream(both),
  ].filter((change) => change !== null);
}

function comingOrGoing(after: RouteConfig | null): RouteChange {
  if (after === null) return change("route-removed", "tighter", "is gone");
  return after.authRequired
    ? change("route-added", "neutral", `is new, for ${demandsOf(after)}`)
    : change("public-route-added", "looser", "is new, and needs no token");
}

function auth({ before, after }: Both): RouteChange | null {
  if (before.authRequired === after.authRequired) return null;
  return after.authRequired
    ? change("made-private", "tighter", `now needs a token, for ${demandsOf(after)}`)
    : change("made-public", "looser", `needs no token any more; it was for ${demandsOf(before)}`);
}

function scopes({ before, after }: Both): RouteChange | null {
  if (!before.authRequired || !after.authRequired) return null;
  const isLooser = weakestTokens(after).some((held) => !lets(before, held));
  const isTighter = weakestTokens(before).some((held) => !lets(after, held));
  if (!isLooser && !isTighter) return null;
  const message = `asks for ${scopesOf(after)} instead of ${scopesOf(before)}`;
  return isLooser
    ? change("scopes-loosened", "looser", message)
    : change("scopes-tightened", "tighter", message);
}

/** The fewest scopes that are enough: whoever has more is let in as well. */
function weakestTokens({ scopes, scopesMatch }: RouteConfig): (readonly string[])[] {
  if (scopes.length === 0 || scopesMatch === "all") return [scopes];
  return scopes.map((scope) => [scope]);
}

function lets({ scopes, scopesMatch }: RouteConfig, held: readonly string[]): boolean {
  return missingScopes(scopes, scopesMatch, held).length === 0;
}

function roles({ before, after }: Both): RouteChange | null {
  if (!before.authRequired || !after.authRequired) return null;
  const added = exceeds(after.allowedRoles, before.allowedRoles);
  const removed = exceeds(before.allowedRoles, after.allowedRoles);
  if (!added && !removed) return null;
  const message = `lets in ${rolesOf(after)} instead of ${rolesOf(before)}`;
  return added
    ? change("roles-loosened", "looser", message)
    : change("roles-tightened", "tighter", message);
}

/** Whether a list of roles lets in one that another does not; null lets in every role. */
function exceeds(roles: readonly string[] | null, others: readonly string[] | null): boolean {
  if (others === null) return false;
  return roles === null || roles.some((role) => !others.includes(role));
}

const SHARED_BY = { user: 0, org: 1, public: 2 } as const;

function cached({ before, after }: Both): RouteChange | null {
  const isBefore = before.cacheTtlMs !== null;
  const isAfter = after.cacheTtlMs !== null;
  if (!after.authRequired) return null;
  const who = `shared by ${after.cacheScope}`;
  if (isAfter && !isBefore) return change("cache-added", "looser", `is now cached, ${who}`);
  if (isBefore && !isAfter) return change("cache-removed", "tighter", "is no longer cached");
  if (!isAfter || before.cacheScope === after.cacheScope) return null;
  const isWider = SHARED_BY[after.cacheScope] > SHARED_BY[before.cacheScope];
  const message = `has cached answers ${who} instead of ${before.cacheScope}`;
  return isWider
    ? change("cache-widened", "looser", message)
    : change("cache-narrowed", "tighter", message);
}

function limit({ before, after }: Both): RouteChange | null {
  // Without auth nobody can be counted but an address: that is said with the auth.
  const isSameAuth = before.authRequired === after.authRequired;
  const found = isSameAuth
    ? limitChange(before.rateLimit, after.rateLimit)
    : limitChange(withoutPer(before.rateLimit), withoutPer(after.rateLimit));
  if (found === null) return null;
  const id = found.effect === "looser" ? "limit-loosened" : "limit-tightened";
  return change(id, found.effect, found.message);
}

function withoutPer(limit: RouteConfig["rateLimit"]) {
  return limit === null ? null : { requests: limit.requests, windowMs: limit.windowMs };
}

function bodySize({ before, after }: Both): RouteChange | null {
  if (before.maxBodyBytes === after.maxBodyBytes) return null;
  const isLarger = after.maxBodyBytes > before.maxBodyBytes;
  const message = `takes bodies up to ${sizeInWords(after.maxBodyBytes)} instead of ${sizeInWords(before.maxBodyBytes)}`;
  return isLarger
    ? change("body-limit-loosened", "looser", message)
    : change("body-limit-tightened", "tighter", message);
}

function forwarded({ before, after }: Both): RouteChange | null {
  const added = after.forwardHeaders.filter((name) => !before.forwardHeaders.includes(name));
  const removed = before.forwardHeaders.filter((name) => !after.forwardHeaders.includes(name));
  if (added.length > 0)
    return change("headers-forwarded", "looser", `passes on the client's ${added.join(", ")}`);
  return removed.length === 0
    ? null
    : change("headers-withheld", "tighter", `no longer passes on ${removed.join(", ")}`);
}

function signature({ before, after }: Both): RouteChange | null {
  if (before.sign === after.sign) return null;
  return after.sign
    ? change("signature-added", "tighter", "is now signed for its service")
    : change("signature-dropped", "looser", "is no longer signed for its service");
}

function upstream({ before, after }: Both): RouteChange | null {
  const from = before.upstream.name + (before.upstreamPath ?? "");
  const to = after.upstream.name + (after.upstreamPath ?? "");
  return from === to
    ? null
    : change("upstream-changed", "neutral", `goes to ${to} instead of ${from}`);
}

function demandsOf(route: RouteConfig): string {
  return `${rolesOf(route)} with ${scopesOf(route)}`;
}

function scopesOf({ scopes, scopesMatch }: RouteConfig): string {
  return scopes.join(scopesMatch === "any" ? " or " : " and ") || "no scope";
}

function rolesOf({ allowedRoles }: RouteConfig): string {
  return allowedRoles === null ? "every role" : allowedRoles.join(" or ");
}

function change(id: string, effect: Effect, message: string): RouteChange {
  return { id, effect, message };
}
