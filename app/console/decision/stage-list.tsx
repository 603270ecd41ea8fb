import type { Decision, Verdict } from "#lib/gateway/telemetry/decision.ts";
import { latency } from "../charts/figures.ts";
import styles from "./stage-list.module.css";

const marks = {
  passed: "✓",
  answered: "●",
  refused: "✕",
  off: "–",
  "not reached": "○",
} as const;

/** What every stage made of a request, in the order it was asked, with the time that it took. */
export function StageList({ verdicts, totalMs }: Pick<Decision, "verdicts" | "totalMs">) {
  let startMs = 0;
  return (
    <ol className={styles.stages} aria-label="Stages">
      {verdicts.map((verdict) => {
        const offset = startMs;
        startMs += verdict.ms ?? 0;
        return (
          <li key={verdict.stage} className={styles.stage} data-outcome={verdict.outcome}>
            <span className={styles.mark} aria-hidden="true">
              {marks[verdict.outcome]}
            </span>
            <div className={styles.words}>
              <p className={styles.name}>
                {stageName(verdict.stage)} <span className={styles.outcome}>{verdict.outcome}</span>
              </p>
              <p className={styles.detail}>{verdict.detail}</p>
            </div>
            <Time verdict={verdict} offset={offset} totalMs={totalMs} />
          </li>
        );
      })}
    </ol>
  );
}

type TimeProps = { verdict: Verdict; offset: number; totalMs: number };

function Time({ verdict: { ms }, offset, totalMs }: TimeProps) {
  if (ms === null) return null;
  const whole = Math.max(totalMs, 0.001);
  const left = Math.min(99, (100 * offset) / whole);
  const width = Math.max(1, Math.min(100 - left, (100 * ms) / whole));
  return (
    <div className={styles.time}>
      <span>{ms < 0.01 ? "< 0.01 ms" : ms < 1 ? `${ms.toFixed(2)} ms` : latency(ms)}</span>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} style={{ marginLeft: `${left}%`, width: `${width}%` }} />
      </span>
    </div>
  );
}

/** A stage's name as people say it. */
export function stageName(stage: string): string {
  const words = stage.replaceAll("_", " ").replace("cors", "CORS");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
