import { OPERATE_SCOPE } from "#lib/gateway/config/roles.ts";

/** How far a person sees in the console: everything, or their own organisation's part. */
export type Sight = "all" | "org";

/** What somebody with this role and these scopes may see; null when the console is closed to them. */
export function sightOf(person: { role: string; scopes: readonly string[] }): Sight | null {
  if (person.scopes.includes(OPERATE_SCOPE)) return "all";
  return person.role === "admin" ? "org" : null;
}
