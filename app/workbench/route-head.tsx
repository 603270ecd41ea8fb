import type { TokenClaims } from "#lib/client/token-claims.ts";
import { MethodBadge } from "../pieces/method-badge.tsx";
import type { RouteChoice } from "./route-choice.ts";
import { RouteFacts } from "./route-facts.tsx";
import styles from "./route-head.module.css";

type Props = { route: RouteChoice; claims: TokenClaims | null };

/** What a route is for and what it asks for. */
export function RouteHead({ route, claims }: Props) {
  return (
    <div className={styles.head}>
      <h3 className={styles.line}>
        <MethodBadge method={route.method} />
        <span className={styles.path}>{route.path}</span>
      </h3>
      {route.description === null ? null : <p>{route.description}</p>}
      <RouteFacts route={route} claims={claims} />
    </div>
  );
}
