import type { RouteConfig } from "../config/schema.ts";
import { GatewayError } from "../errors/gateway-error.ts";
import type { Identity } from "../exchange.ts";
import { insufficientScope } from "../identity/challenge.ts";
import { missingScopes } from "../identity/scopes.ts";
import { passThrough, type Stage } from "../pipeline/stage.ts";

type Rules = Pick<RouteConfig, "scopes" | "scopesMatch" | "allowedRoles">;

/** Lets in who holds the route's scopes and has one of its roles. */
export function authorize({ scopes, scopesMatch, allowedRoles }: Rules): Stage {
  if (scopes.length === 0 && allowedRoles === null) return passThrough;
  return function authorize(exchange, next) {
    const identity = exchange.identity;
    if (!isAllowedRole(allowedRoles, identity)) {
      throw new GatewayError("role_refused", identity?.role ?? "(none)");
    }
    const missing = missingScopes(scopes, scopesMatch, identity?.scopes ?? []);
    if (missing.length > 0) throw insufficientScope(missing, scopes);
    return next(exchange);
  };
}

function isAllowedRole(allowedRoles: readonly string[] | null, identity: Identity | null): boolean {
  if (allowedRoles === null) return true;
  return identity !== null && identity.role !== null && allowedRoles.includes(identity.role);
}
