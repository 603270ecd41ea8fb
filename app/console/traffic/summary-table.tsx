import { useId } from "react";
import type { NamedSummary } from "#lib/gateway/observation/report.ts";
import { MethodBadge } from "../../pieces/method-badge.tsx";
import { count, latency, share } from "../charts/figures.ts";
import styles from "./summary-table.module.css";

type Props = {
  title: string;
  first: string;
  rows: readonly NamedSummary[];
  /** Whether cache and limits say something of them. */
  isLimited: boolean;
};

/** What each route or upstream came to, busiest first. */
export function SummaryTable({ title, first, rows, isLimited }: Props) {
  const id = useId();
  if (rows.length === 0) return null;
  return (
    <section className={`card ${styles.card}`} aria-labelledby={id}>
      <h2 id={id} className={styles.title}>
        {title}
      </h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            <th scope="col">Requests</th>
            <th scope="col" data-is-extra>
              p50
            </th>
            <th scope="col">p95</th>
            <th scope="col" data-is-extra>
              p99
            </th>
            <th scope="col" data-is-extra>
              4xx
            </th>
            <th scope="col">5xx</th>
            {isLimited ? (
              <>
                <th scope="col" data-is-extra>
                  From cache
                </th>
                <th scope="col" data-is-extra>
                  Limited
                </th>
              </>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <SummaryRow key={row.name} row={row} isLimited={isLimited} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SummaryRow({ row, isLimited }: { row: NamedSummary } & Pick<Props, "isLimited">) {
  const { name, requests, statusClasses, cacheHits, cacheMisses, limited } = row;
  const failed = statusClasses[4] ?? 0;
  return (
    <tr>
      <th scope="row">
        <Name name={name} />
      </th>
      <td>{count(requests)}</td>
      <td data-is-extra>{latency(row.p50)}</td>
      <td>{latency(row.p95)}</td>
      <td data-is-extra>{latency(row.p99)}</td>
      <td data-is-extra>{count(statusClasses[3] ?? 0)}</td>
      <td data-tone={failed > 0 ? "bad" : undefined}>{count(failed)}</td>
      {isLimited ? (
        <>
          <td data-is-extra>{share(cacheHits, cacheHits + cacheMisses)}</td>
          <td data-is-extra>{count(limited)}</td>
        </>
      ) : null}
    </tr>
  );
}

function Name({ name }: { name: string }) {
  if (name === "") return <span className="soft">No route took it</span>;
  const [method = "", path] = name.split(" ");
  if (path === undefined) return <code>{name}</code>;
  return (
    <span className={styles.route}>
      <MethodBadge method={method} />
      <code>{path}</code>
    </span>
  );
}
