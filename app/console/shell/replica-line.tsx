"use client";

import { useLive } from "../live/live-context.tsx";
import styles from "./replica-line.module.css";

/** Which process of the gateway all this is about. */
export function ReplicaLine() {
  const { hello } = useLive();
  return (
    <footer className={styles.line}>
      {hello === null ? (
        <p>Asking the gateway which replica answers…</p>
      ) : (
        <p>
          This replica only: <code>{hello.replica.host}</code>, process{" "}
          <code>{hello.replica.pid}</code>, in the {hello.replica.lane} lane, running since{" "}
          <time dateTime={new Date(hello.replica.startedAt).toISOString()}>
            {new Date(hello.replica.startedAt).toLocaleString(undefined, {
              dateStyle: "medium",
              timeStyle: "short",
              hourCycle: "h23",
            })}
          </time>
          . Instance <code>{hello.replica.id.slice(0, 8)}</code>.
        </p>
      )}
    </footer>
  );
}
