import styles from "./method-badge.module.css";

/** An HTTP method in its colour; the word says it too. */
export function MethodBadge({ method }: { method: string }) {
  return (
    <span className={styles.badge} data-method={method}>
      {method}
    </span>
  );
}
