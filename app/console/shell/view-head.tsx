import type { ReactNode } from "react";
import styles from "./view-head.module.css";

type Props = { title: string; text: ReactNode; children?: ReactNode };

/** A view's name, what it shows in a sentence, and at its end what can be done with the whole. */
export function ViewHead({ title, text, children }: Props) {
  return (
    <div className={styles.head}>
      <div className={styles.words}>
        <h1 className={styles.title}>{title}</h1>
        <p className="soft">{text}</p>
      </div>
      {children}
    </div>
  );
}
