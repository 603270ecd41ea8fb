"use client";

import { memo } from "react";
import { AnswerStatus } from "../../pieces/answer-status.tsx";
import { MethodBadge } from "../../pieces/method-badge.tsx";
import { latency } from "../charts/figures.ts";
import type { DecisionRow } from "../feed/messages.ts";
import styles from "./decision-list.module.css";
import type { Chosen } from "./decision-panel.tsx";

type Props = {
  rows: readonly DecisionRow[];
  chosen: Chosen | null;
  /** Whether the organisation has to be told as well. */
  hasOrgs: boolean;
  onChoose: (row: DecisionRow) => void;
};

/** Decisions, newest first; each opens into its explanation. Arrow keys go from one to the next. */
export function DecisionList({ rows, chosen, hasOrgs, onChoose }: Props) {
  return (
    <div className={`card ${styles.card}`}>
      <p className={styles.head} aria-hidden="true">
        <span>Time</span>
        <span>Status</span>
        <span>Request</span>
        <span className={styles.who}>Caller</span>
        <span className={styles.note}>Verdict</span>
        <span className={styles.took}>Took</span>
      </p>
      <ol
        className={styles.list}
        aria-label="Decisions, newest first"
        onKeyDown={(event) => {
          const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
          if (step !== 0 && focusNeighbour(event.currentTarget, step)) event.preventDefault();
        }}
      >
        {rows.map((row) => (
          <Row
            key={row.number}
            row={row}
            isChosen={row.number === chosen?.number}
            hasOrgs={hasOrgs}
            onChoose={onChoose}
          />
        ))}
      </ol>
    </div>
  );
}

type RowProps = Omit<Props, "rows" | "chosen"> & { row: DecisionRow; isChosen: boolean };

// Hundreds of rows stay as they are each second; only the new ones are made.
const Row = memo(
  function Row({ row, isChosen, hasOrgs, onChoose }: RowProps) {
    const { at, cache, code, durationMs, method, number, orgId, path, status, who } = row;
    return (
      <li className={styles.item}>
        <button
          type="button"
          id={`decision-${number}`}
          className={styles.row}
          aria-pressed={isChosen}
          onClick={() => onChoose(row)}
        >
          <time className={styles.time} dateTime={new Date(at).toISOString()}>
            {clock(at)}
          </time>
          <AnswerStatus status={status} />
          <span className={styles.request}>
            <MethodBadge method={method} />
            <span className={styles.path}>{path === "" ? "(path refused)" : path}</span>
          </span>
          <span className={styles.who}>
            {who ?? "nobody"}
            {hasOrgs && orgId !== null ? (
              <span className={styles.org}> of {orgId.slice(0, 8)}</span>
            ) : null}
          </span>
          <span className={styles.note}>{code ?? (cache === null ? "passed" : words[cache])}</span>
          <span className={styles.took}>{latency(durationMs)}</span>
        </button>
      </li>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.isChosen === after.isChosen &&
    before.hasOrgs === after.hasOrgs,
);

const words = { hit: "from the cache", miss: "passed, cacheable" } as const;

function clock(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hourCycle: "h23" });
}

function focusNeighbour(list: Element, step: number): boolean {
  const buttons = [...list.querySelectorAll("button")];
  const index = buttons.findIndex((button) => button === document.activeElement);
  const next = buttons[index + step];
  if (index === -1 || next === undefined) return false;
  next.focus();
  return true;
}
