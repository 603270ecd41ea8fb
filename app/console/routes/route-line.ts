import type { RateLimitRule, RouteConfig } from "#lib/gateway/config/schema.ts";
import { elapsed } from "../../pieces/quantities.ts";
import { accessGap, isOpen } from "../../workbench/access.ts";
import { choiceOf, type RouteChoice } from "../../workbench/route-choice.ts";

/** A route as the table shows it. Where its upstream runs is not among it. */
export type RouteLine = RouteChoice &
  Readonly<{
    limit: string;
    cache: string;
    /** The upstream's name. */
    upstream: string;
    timeout: string;
    /** Why the visitor would be refused, or null. */
    refusal: string | null;
  }>;

/** A route, and whether somebody with this role and these scopes may call it. */
export function routeLine(
  route: RouteConfig,
  { role, scopes }: Readonly<{ role: string; scopes: readonly string[] }>,
): RouteLine {
  const choice = choiceOf(route);
  const gap = accessGap(choice, { all: [], role, scopes });
  const lacks = gap.scopes.length > 0 ? `You lack ${gap.scopes.join(", ")}` : `Not for ${role}`;
  return {
    ...choice,
    limit: limitText(route.rateLimit),
    cache: cacheText(route),
    upstream: route.upstream.name,
    timeout: elapsed(route.timeoutMs),
    refusal: isOpen(gap) ? null : lacks,
  };
}

/** Whether a search finds the line: in method, path, description, scopes, upstream. Any case. */
export function isFound(line: RouteLine, text: string): boolean {
  const { description, method, path, scopes, upstream } = line;
  const said = `${method} ${path}\n${description ?? ""}\n${scopes.join(" ")}\n${upstream}`;
  return said.toLowerCase().includes(text.trim().toLowerCase());
}

function limitText(rule: RateLimitRule | null): string {
  if (rule === null) return "no limit";
  return `${rule.requests} per ${elapsed(rule.windowMs)} per ${rule.per}`;
}

function cacheText({ cacheScope, cacheTtlMs }: RouteConfig): string {
  return cacheTtlMs === null ? "–" : `${elapsed(cacheTtlMs)} per ${cacheScope}`;
}
