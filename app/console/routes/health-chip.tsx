import type { UpstreamHealth } from "../feed/messages.ts";
import styles from "./health-chip.module.css";

type Props = { name: string; health: readonly UpstreamHealth[] | null };

const circuits = {
  closed: { text: "healthy", tone: "good" },
  open: { text: "circuit open", tone: "bad" },
  half_open: { text: "trying again", tone: "soon" },
} as const;

/** How an upstream is doing. Nothing for visitors who are not told. */
export function HealthChip({ name, health }: Props) {
  if (health === null) return null;
  const known = health.find((upstream) => upstream.name === name);
  if (known === undefined) return <span className={styles.health}>not called yet</span>;
  const { circuit, inFlight, servers } = known;
  const out = servers.filter(({ isEjected }) => isEjected).length;
  const isPartly = circuit === "closed" && out > 0;
  const { text, tone } = isPartly
    ? { text: `${out} of ${servers.length} servers left out`, tone: "soon" }
    : circuits[circuit];
  return (
    <span
      className={styles.health}
      data-tone={tone}
      title={`${inFlight} under way; ${servers.map(({ origin }) => origin).join(", ")}`}
    >
      <span className={styles.light} aria-hidden="true" />
      <span className={tone === "good" ? "visually-hidden" : undefined}>{text}</span>
    </span>
  );
}
