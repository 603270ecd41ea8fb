"use client";

import { useEffect, useRef, useState } from "react";
import { AnswerStatus } from "../../pieces/answer-status.tsx";
import { CopyButton } from "../../pieces/copy-button.tsx";
import { FailureText } from "../../pieces/failure-text.tsx";
import { byteSize } from "../../pieces/quantities.ts";
import { latency } from "../charts/figures.ts";
import { type DecisionAnswer, fetchDecision } from "../decision/fetch-decision.ts";
import { StageList } from "../decision/stage-list.tsx";
import type { ToldDecision } from "../decision/told-decision.ts";
import { ReplayForm } from "../replay/replay-form.tsx";
import styles from "./decision-panel.module.css";

/** A decision that is on show; without a number it is the newest with that request id. */
export type Chosen = Readonly<{ requestId: string; number: number | null }>;

type Props = { chosen: Chosen; roles: readonly string[]; onClose: () => void };

/** Everything about one decision. Escape closes. */
export function DecisionPanel({ chosen, roles, onClose }: Props) {
  const [answer, setAnswer] = useState<DecisionAnswer | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const { requestId, number } = chosen;

  useEffect(() => {
    const controller = new AbortController();
    void fetchDecision(requestId, number, controller.signal).then((next) => {
      if (!controller.signal.aborted) setAnswer(next);
    });
    return () => controller.abort();
  }, [requestId, number]);

  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    const top = heading.current?.getBoundingClientRect().top ?? 0;
    if (top < 0 || top > window.innerHeight) heading.current?.scrollIntoView({ block: "center" });
  }, []);

  return (
    <section
      className={`card ${styles.panel}`}
      aria-labelledby="explanation"
      aria-busy={answer === null}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div className={styles.top}>
        <h2 id="explanation" ref={heading} tabIndex={-1} className={styles.title}>
          Why this answer
        </h2>
        <button type="button" className="button" data-kind="quiet" onClick={onClose}>
          Close
        </button>
      </div>
      {answer === null ? (
        <p className="soft">Asking for the decision…</p>
      ) : answer.kind === "told" ? (
        <Told told={answer.told} roles={roles} />
      ) : answer.kind === "failed" ? (
        <FailureText failure={answer.failure} />
      ) : (
        <p className="soft">
          This replica does not remember <code>{requestId}</code>. It keeps the last 500 requests
          since it started; another replica may have answered.
        </p>
      )}
    </section>
  );
}

function Told({ told, roles }: { told: ToldDecision; roles: readonly string[] }) {
  const { decision } = told;
  const { method, path, status, code, message, totalMs } = decision;
  return (
    <>
      <p className={styles.line}>
        <AnswerStatus status={status} isLarge />
        <code className={styles.request}>
          {method} {path === "" ? "(path refused)" : path}
        </code>
      </p>
      {code === null ? null : (
        <p className="notice">
          <code>{code}</code> {message}
        </p>
      )}
      <Facts told={told} />
      <h3>Stage by stage</h3>
      <StageList verdicts={decision.verdicts} totalMs={totalMs} />
      {roles.length === 0 || path === "" ? null : <ReplayForm told={told} roles={roles} />}
    </>
  );
}

function Facts({ told }: { told: ToldDecision }) {
  const { attempts, bytesOut, cacheStatus, decision, upstream } = told;
  const facts: readonly (readonly [name: string, value: string | null])[] = [
    ["Answered", moment(decision.time)],
    ["Took", `${latency(decision.totalMs)}, ${byteSize(bytesOut)} sent`],
    ["Route", decision.route],
    ["Organisation", decision.org],
    ["User", decision.user],
    ["Role", decision.role],
    [
      "Upstream",
      upstream === null ? null : `${upstream}${attempts > 1 ? `, ${attempts} tries` : ""}`,
    ],
    ["Cache", cacheStatus],
    ["Lane", decision.lane],
  ];
  return (
    <dl className={styles.facts}>
      <div>
        <dt>Request id</dt>
        <dd>
          <code>{decision.requestId}</code> <CopyButton text={decision.requestId} label="Copy" />
        </dd>
      </div>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function moment(time: string): string {
  return new Date(time).toLocaleString(undefined, {
    dateStyle: "medium",
    timeStyle: "medium",
    hourCycle: "h23",
  });
}
