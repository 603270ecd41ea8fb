import type { ReactNode } from "react";
import styles from "./empty.module.css";

/** Where there is nothing to show: why, and what to do about it. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={`card ${styles.empty}`}>
      <h2>{title}</h2>
      <p className="soft">{children}</p>
    </div>
  );
}
