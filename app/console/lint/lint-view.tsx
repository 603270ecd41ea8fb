import type { Finding } from "#lib/gateway/config/lint.ts";
import { Empty } from "../shell/empty.tsx";
import { ViewHead } from "../shell/view-head.tsx";
import styles from "./lint-view.module.css";

const severities = ["error", "warning", "note"] as const;

/** What the author of the running routes.yaml may not have meant. */
export function LintView({ findings }: { findings: readonly Finding[] }) {
  return (
    <>
      <ViewHead
        title="Lint"
        text="What the author of the running routes.yaml may not have meant. All of it is allowed."
      >
        <ul className={styles.counts} aria-label="How many">
          {severities.map((severity) => {
            const count = findings.filter((finding) => finding.severity === severity).length;
            return (
              <li
                key={severity}
                className={styles.severity}
                data-severity={count === 0 ? "none" : severity}
              >
                {counted(count, severity)}
              </li>
            );
          })}
        </ul>
      </ViewHead>
      {findings.length === 0 ? (
        <Empty title="Nothing found">No rule has anything to say about this file.</Empty>
      ) : (
        <ol className={`card ${styles.findings}`} aria-label="Findings">
          {findings.map((finding) => (
            <li
              key={`${finding.id} ${finding.line}:${finding.column} ${finding.path}`}
              className={styles.finding}
            >
              <span className={styles.severity} data-severity={finding.severity}>
                {finding.severity}
              </span>
              <div className={styles.words}>
                <p>{sentence(finding.message)}</p>
                <p className={styles.where}>
                  <code>{finding.id}</code>
                  <code>
                    {fileName(finding.file)}:{finding.line}:{finding.column}
                  </code>
                  <code>{finding.path}</code>
                </p>
              </div>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function counted(count: number, severity: string): string {
  return `${count} ${severity}${count === 1 ? "" : "s"}`;
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

function fileName(file: string): string {
  return file.split("/").at(-1) ?? file;
}
