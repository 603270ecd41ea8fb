import type { TokenClaims } from "#lib/client/token-claims.ts";
import { MethodBadge } from "../pieces/method-badge.tsx";
import { accessGap, isOpen } from "./access.ts";
import type { RouteChoice, RouteGroup } from "./route-choice.ts";
import styles from "./route-list.module.css";

type Props = {
  groups: readonly RouteGroup[];
  chosen: RouteChoice;
  /** Null while there is no token to compare with. */
  claims: TokenClaims | null;
  onChoose: (route: RouteChoice) => void;
};

/** The routes to choose from; those that the token would be refused on are marked. */
export function RouteList({ groups, chosen, claims, onChoose }: Props) {
  return (
    <fieldset className={styles.list}>
      <legend className="visually-hidden">Route</legend>
      {groups.map(({ name, routes }) => (
        <div key={name} className={styles.group}>
          <p className={styles.name}>{name}</p>
          {routes.map((route) => (
            <label key={route.key} className={styles.route}>
              <input
                type="radio"
                name="route"
                value={route.key}
                className={styles.radio}
                checked={route.key === chosen.key}
                onChange={() => onChoose(route)}
              />
              <MethodBadge method={route.method} />
              <span className={styles.path}>
                <span className="soft">/api/v1</span>
                {route.path.slice("/api/v1".length)}
              </span>
              {claims === null || isOpen(accessGap(route, claims)) ? null : <Lock />}
            </label>
          ))}
        </div>
      ))}
    </fieldset>
  );
}

function Lock() {
  return (
    <span className={styles.lock} title="Your token would be refused">
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
        <path d="M5 7V5a3 3 0 0 1 6 0v2" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <rect x="3" y="7" width="10" height="7" rx="1.5" fill="currentColor" />
      </svg>
      <span className="visually-hidden">your token would be refused</span>
    </span>
  );
}
