"use client";

import { useLive } from "../live/live-context.tsx";
import styles from "./link-state.module.css";

const words = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting…",
  refused: "Signed off",
} as const;

/** Whether the page hears the gateway. */
export function LinkState() {
  const { kind } = useLive().link;
  return (
    <p role="status" className={styles.state} data-kind={kind}>
      <span className={styles.light} aria-hidden="true" />
      {words[kind]}
    </p>
  );
}
