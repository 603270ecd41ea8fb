import type { Summary } from "#lib/gateway/observation/tally.ts";
import { count, latency, rate, share } from "../charts/figures.ts";
import styles from "./figures.module.css";

type Props = { minute: Summary; span: Summary };

const MINUTE_S = 60;

/** The last minute in five figures. */
export function Figures({ minute, span }: Props) {
  const { requests, statusClasses, cacheHits, cacheMisses, limited } = minute;
  const failed = statusClasses[4] ?? 0;
  const refused = statusClasses[3] ?? 0;
  return (
    <section aria-labelledby="minute">
      <h2 id="minute" className="visually-hidden">
        The last minute
      </h2>
      <dl className={styles.figures}>
        <Figure
          name="Requests per second"
          value={rate(requests / MINUTE_S)}
          note={`${count(requests)} in the last minute`}
        />
        <Figure
          name="Latency, 95th percentile"
          value={latency(minute.p95)}
          note={`half within ${latency(minute.p50)}, 99% within ${latency(minute.p99)}`}
        />
        <Figure
          name="Failed"
          value={share(failed, requests)}
          note={`${count(failed)} answered 5xx, ${count(refused)} answered 4xx`}
          tone={failed > 0 ? "bad" : undefined}
        />
        <Figure
          name="From the cache"
          value={share(cacheHits, cacheHits + cacheMisses)}
          note={`${count(cacheHits)} of ${count(cacheHits + cacheMisses)} cacheable calls`}
        />
        <Figure
          name="Limited"
          value={count(limited)}
          note={`${count(span.limited)} in fifteen minutes`}
          tone={limited > 0 ? "soon" : undefined}
        />
      </dl>
    </section>
  );
}

type FigureProps = { name: string; value: string; note: string; tone?: "bad" | "soon" | undefined };

function Figure({ name, value, note, tone }: FigureProps) {
  return (
    <div className={`card ${styles.figure}`} data-tone={tone}>
      <dt>{name}</dt>
      <dd className={styles.value}>{value}</dd>
      <dd className={styles.note}>{note}</dd>
    </div>
  );
}
