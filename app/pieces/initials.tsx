import styles from "./initials.module.css";

/** A person's initials in a disc. Decorative; the name stands beside it. */
export function Initials({ name }: { name: string }) {
  const letters = name
    .split(/[\s.@]+/)
    .slice(0, 2)
    .map((word) => word.charAt(0))
    .join("");
  return (
    <span className={styles.initials} aria-hidden="true">
      {letters.toUpperCase()}
    </span>
  );
}
