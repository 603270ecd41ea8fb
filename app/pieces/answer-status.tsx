import type { ReactNode } from "react";
import styles from "./answer-status.module.css";

type Props = {
  readonly status: number;
  /** For the head of an answer, not a row of many. */
  readonly isLarge?: boolean;
  /** Instead of the bare number. */
  readonly children?: ReactNode;
};

/** An answer's status in the colour of its class. */
export function AnswerStatus({ status, isLarge = false, children = status }: Props) {
  const Element = isLarge ? "strong" : "span";
  return (
    <Element
      className={styles.status}
      data-class={Math.floor(status / 100)}
      data-is-large={isLarge || undefined}
    >
      {children}
    </Element>
  );
}
