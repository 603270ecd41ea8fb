"use client";

import { FailureText } from "../../pieces/failure-text.tsx";
import { useLive } from "../live/live-context.tsx";
import styles from "./link-notice.module.css";

/** Says that what is on show is old, and why; and that the gateway has been restarted meanwhile. */
export function LinkNotice() {
  const { link, restarts, tick } = useLive();
  if (link.kind === "refused") {
    return (
      <div role="alert" className={styles.refused}>
        <FailureText failure={link.failure} />
        <a className="button" href="/">
          Sign in again
        </a>
      </div>
    );
  }
  if (link.kind === "reconnecting") {
    return (
      <p role="alert" className={styles.notice}>
        Reconnecting… {link.why}
        {tick === null
          ? null
          : ` What you see is from ${new Date(tick.now).toLocaleTimeString(undefined, { hourCycle: "h23" })}.`}
      </p>
    );
  }
  if (restarts === 0) return null;
  return (
    <p role="status" className={styles.notice} data-tone="calm">
      The gateway has been restarted. It remembers nothing from before.
    </p>
  );
}
