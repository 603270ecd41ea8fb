import type { TokenClaims } from "#lib/client/token-claims.ts";
import { elapsed } from "../pieces/quantities.ts";
import { accessGap } from "./access.ts";
import type { RouteChoice } from "./route-choice.ts";
import styles from "./route-facts.module.css";

type Props = { route: RouteChoice; claims: TokenClaims | null };

/** What a route asks for, and whether the token has it. */
export function RouteFacts({ route, claims }: Props) {
  return (
    <ul className={styles.facts}>
      <li>{route.authRequired ? "Needs a token" : "Open to everyone"}</li>
      {route.scopes.length > 0 ? <ScopeFact route={route} claims={claims} /> : null}
      {route.allowedRoles === null ? null : <RoleFact route={route} claims={claims} />}
      {route.cacheTtlMs === null ? null : <li>Cached for {elapsed(route.cacheTtlMs)}</li>}
    </ul>
  );
}

function ScopeFact({ route, claims }: Props) {
  const missing = claims === null ? null : accessGap(route, claims).scopes;
  const isAny = route.scopesMatch === "any" && route.scopes.length > 1;
  return (
    <li>
      {isAny ? "Needs one of " : "Needs "}
      {route.scopes.map((scope) => (
        <Needed key={scope} name={scope} isHeld={missing && !missing.includes(scope)} />
      ))}
      {missing !== null && missing.length > 0 ? "your token lacks it" : null}
    </li>
  );
}

function RoleFact({ route, claims }: Props) {
  const roles = route.allowedRoles ?? [];
  return (
    <li>
      For the role{" "}
      {roles.map((role) => (
        <Needed key={role} name={role} isHeld={claims && claims.role === role} />
      ))}
    </li>
  );
}

/** A scope or role by name; `isHeld` is null while nothing is known of the token. */
function Needed({ name, isHeld }: { name: string; isHeld: boolean | null }) {
  const tone = isHeld === null ? undefined : isHeld ? "good" : "bad";
  return (
    <span className="chip" data-tone={tone}>
      {tone === undefined ? null : <span aria-hidden="true">{isHeld ? "✓ " : "✕ "}</span>}
      {name}
      {tone === undefined ? null : (
        <span className="visually-hidden">{isHeld ? " (held)" : " (not held)"}</span>
      )}
    </span>
  );
}
