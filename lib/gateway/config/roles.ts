import type { RouteConfig } from "./schema.ts";

/** Every scope there is: `read`, `write` and those that some route asks for. */
export function scopeCatalogue(routes: readonly RouteConfig[]): readonly string[] {
  return [...new Set(["read", "write", ...routes.flatMap((route) => route.scopes)])];
}

/** Scopes by role, as the file says; without a word in the file the platform's three roles. */
export function rolesOf(
  roles: Readonly<Record<string, readonly string[]>> | undefined,
  catalogue: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(roles ?? { viewer: ["read"], user: catalogue, admin: catalogue }));
}
