/**
 * Which of the `required` scopes `held` lacks; empty when access is granted.
 * With "any" one held scope is enough, and without one all of them are named.
 * Scopes are compared exactly, case included (RFC 6749 section 3.3).
 */
export function missingScopes(
  required: readonly string[],
  match: "all" | "any",
  held: readonly string[],
): string[] {
  const missing = required.filter((scope) => !held.includes(scope));
  return match === "any" && missing.length < required.length ? [] : missing;
}

/** The scopes that a role grants, or null for a role that the catalogue does not know. */
export function scopesOfRole(
  role: string,
  roles: ReadonlyMap<string, readonly string[]>,
): readonly string[] | null {
  return roles.get(role) ?? null;
}
