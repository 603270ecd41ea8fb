import type { ReactNode } from "react";
import styles from "./apology.module.css";

type Props = { title: string; text: string; children: ReactNode };

/** A page that has nothing to show, why, and the way on as `children`. */
export function Apology({ title, text, children }: Props) {
  return (
    <main className={styles.main}>
      <h1 className={styles.title}>{title}</h1>
      <p className="soft">{text}</p>
      <div>{children}</div>
    </main>
  );
}
