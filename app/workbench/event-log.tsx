"use client";

import { useEffect, useRef } from "react";
import { JsonLine } from "../pieces/json-text.tsx";
import { elapsed } from "../pieces/quantities.ts";
import type { StreamEnding, TimedEvent } from "./answer.ts";
import styles from "./event-log.module.css";

type Props = { events: readonly TimedEvent[]; count: number; ending: StreamEnding };

const NEAR_END_PX = 48;

/** Events as they come in; follows the newest while the reader is at the end. */
export function EventLog({ events, count, ending }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new event is the reason to scroll.
  useEffect(() => {
    if (isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [count]);

  const hidden = count - events.length;
  return (
    <div className={styles.log}>
      <p className={styles.bar} data-ending={ending}>
        <span className={styles.light} aria-hidden="true" />
        {endings[ending]}
        {hidden > 0 ? ` The first ${hidden} are no longer shown.` : null}
      </p>
      <ol
        ref={list}
        className={styles.events}
        aria-label="Events"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
        }}
      >
        {events.map(({ number, atMs, event }) => (
          <li key={number} className={styles.event}>
            <span className={styles.time}>{elapsed(atMs)}</span>
            <span className="chip">{event.name}</span>
            <span className={styles.data}>
              <JsonLine text={event.data} />
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

const endings: Readonly<Record<StreamEnding, string>> = {
  running: "Live. Events show as they come.",
  ended: "The service ended the stream.",
  stopped: "You stopped the stream.",
  broken: "The stream broke off.",
};
