import type { RouteConfig } from "./schema.ts";

/**
 * Lets its holder see all organisations' traffic, upstream health and lint findings in the console.
 * The gateway's own: no route need ask for it, and no role has it that the file does not give it to.
 */
export const OPERATE_SCOPE = "gateway:operate";

/** Every scope there is: `read`, `write` and those that some route asks for. */
export function scopeCatalogue(routes: readonly RouteConfig[]): readonly string[] {
  return [...new Set(["read", "write", ...routes.flatMap((route) => route.scopes)])];
}

/**
 * Scopes by role, as the file says; without a word in the file the platform's three roles, which
 * hold the whole catalogue but for OPERATE_SCOPE.
 */
export function rolesOf(
  roles: Readonly<Record<string, readonly string[]>> | undefined,
  catalogue: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const everything = catalogue.filter((scope) => scope !== OPERATE_SCOPE);
  return new Map(
    Object.entries(roles ?? { viewer: ["read"], user: everything, admin: everything }),
  );
}
