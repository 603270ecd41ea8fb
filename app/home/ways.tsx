import Link from "next/link";
import styles from "./ways.module.css";

type Props = {
  /** Whether the console is open to the person. */
  hasConsole: boolean;
};

/** Where to go from the start page. */
export function Ways({ hasConsole }: Props) {
  return (
    <nav aria-label="Ways on" className={styles.ways}>
      {hasConsole ? (
        <Link href="/console" prefetch={false} className={`card ${styles.way}`}>
          <strong>Console</strong>
          <span className="soft">Live traffic, and why each call got its answer.</span>
        </Link>
      ) : null}
      <a href="/api/v1/docs" className={`card ${styles.way}`}>
        <strong>API reference</strong>
        <span className="soft">Every route, with what it takes and gives.</span>
      </a>
      <a href="#token" className={`card ${styles.way}`}>
        <strong>Your token</strong>
        <span className="soft">What it says of you, and how long it lasts.</span>
      </a>
    </nav>
  );
}
