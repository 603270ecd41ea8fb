import { MethodBadge } from "../../pieces/method-badge.tsx";
import type { UpstreamHealth } from "../feed/messages.ts";
import { HealthChip } from "./health-chip.tsx";
import type { RouteLine } from "./route-line.ts";
import styles from "./route-table.module.css";

type Props = {
  lines: readonly RouteLine[];
  /** Null for visitors who do not see it. */
  health: readonly UpstreamHealth[] | null;
};

/** Routes with what they ask for, where they lead, and how it is doing there. */
export function RouteTable({ lines, health }: Props) {
  return (
    <div className={`card ${styles.card}`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Route</th>
            <th scope="col" data-is-extra>
              You
            </th>
            <th scope="col" data-is-extra>
              Asks for
            </th>
            <th scope="col" data-is-extra>
              Limit
            </th>
            <th scope="col" data-is-extra>
              Cache
            </th>
            <th scope="col" data-is-extra>
              Upstream
            </th>
            <th scope="col">
              <span className="visually-hidden">Try it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={line.key} line={line} health={health} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ line, health }: { line: RouteLine } & Pick<Props, "health">) {
  const { cache, description, key, limit, method, path, upstream } = line;
  return (
    <tr>
      <th scope="row">
        <span className={styles.route}>
          <MethodBadge method={method} />
          <code>{path}</code>
        </span>
        {description === null ? null : <span className={styles.text}>{description}</span>}
        <span className={styles.narrow}>
          <Access refusal={line.refusal} /> · <Asks line={line} /> · {limit}
        </span>
        <span className={styles.narrow}>
          <code>{upstream}</code> <HealthChip name={upstream} health={health} />
        </span>
      </th>
      <td data-is-extra>
        <Access refusal={line.refusal} />
      </td>
      <td data-is-extra>
        <Asks line={line} />
      </td>
      <td data-is-extra>{limit}</td>
      <td data-is-extra>{cache}</td>
      <td data-is-extra>
        <span className={styles.upstream}>
          <code>{upstream}</code>
          <HealthChip name={upstream} health={health} />
        </span>
      </td>
      <td>
        <a href={`/console/try?${new URLSearchParams({ route: key })}`}>
          Try<span className="visually-hidden"> {key}</span>
        </a>
      </td>
    </tr>
  );
}

function Access({ refusal }: { refusal: string | null }) {
  const isOpen = refusal === null;
  return (
    <span className={styles.access} data-tone={isOpen ? "good" : "bad"}>
      <span aria-hidden="true">{isOpen ? "✓" : "✕"}</span>{" "}
      <span>{isOpen ? "You may" : refusal}</span>
    </span>
  );
}

function Asks({ line }: { line: RouteLine }) {
  const { allowedRoles, authRequired, scopes, scopesMatch } = line;
  if (!authRequired) return <span>nothing, it is public</span>;
  if (scopes.length === 0 && allowedRoles === null) return <span>a token</span>;
  return (
    <span className={styles.chips}>
      {scopes.length > 1 && scopesMatch === "any" ? "one of " : null}
      {scopes.map((scope) => (
        <span key={scope} className="chip">
          {scope}
        </span>
      ))}
      {allowedRoles?.map((role) => (
        <span key={role} className="chip">
          role {role}
        </span>
      ))}
    </span>
  );
}
