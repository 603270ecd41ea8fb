import type { TokenClaims } from "#lib/client/token-claims.ts";
import { missingScopes } from "#lib/gateway/identity/scopes.ts";
import type { RouteChoice } from "./route-choice.ts";

/** Why a token would be refused on a route; both empty when it would not. */
export type AccessGap = Readonly<{
  /** The missing scopes, for showing. */
  scopes: readonly string[];
  /** The roles that are let in, when the token's is none of them. */
  roles: readonly string[];
}>;

/** Compares a token with what a route asks for, as the gateway will. */
export function accessGap(route: RouteChoice, claims: TokenClaims): AccessGap {
  const { scopes, scopesMatch, allowedRoles } = route;
  const isRoleAllowed = allowedRoles === null || allowedRoles.includes(claims.role ?? "");
  return {
    scopes: missingScopes(scopes, scopesMatch, claims.scopes),
    roles: isRoleAllowed ? [] : (allowedRoles ?? []),
  };
}

/** True when nothing is missing. */
export function isOpen({ scopes, roles }: AccessGap): boolean {
  return scopes.length === 0 && roles.length === 0;
}
