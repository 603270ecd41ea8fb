"use client";

import { useState } from "react";
import type { Decision } from "#lib/gateway/telemetry/decision.ts";
import { failureInEnvelope } from "../../pieces/error-envelope.ts";
import { stageName } from "../decision/stage-list.tsx";
import type { ToldDecision } from "../decision/told-decision.ts";
import fieldStyles from "../decisions/filter-bar.module.css";
import { differences, ending, NOBODY } from "./differences.ts";
import styles from "./replay-form.module.css";

type Replay =
  | Readonly<{ kind: "none" }>
  | Readonly<{ kind: "failed"; message: string }>
  | Readonly<{ kind: "done"; role: string; would: Decision }>;

/** The same request as somebody of another role; sends nothing. */
export function ReplayForm({ told, roles }: { told: ToldDecision; roles: readonly string[] }) {
  const [role, setRole] = useState(roles[0] ?? NOBODY);
  const [replay, setReplay] = useState<Replay>({ kind: "none" });

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void fetchReplay(told, role).then(setReplay);
      }}
    >
      <div className={styles.fields}>
        <label className={fieldStyles.choice}>
          <span className={fieldStyles.label}>Replay as</span>
          <select
            className={fieldStyles.field}
            value={role}
            onChange={(event) => setRole(event.target.value)}
          >
            {roles.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
            <option value={NOBODY}>nobody, without a token</option>
          </select>
        </label>
        <button type="submit" className="button">
          Replay
        </button>
      </div>
      <div role="status" className={styles.outcome}>
        {replay.kind === "none" ? (
          <p className="soft">Sends nothing: says what the gateway would decide.</p>
        ) : replay.kind === "failed" ? (
          <p className="notice">{replay.message}</p>
        ) : (
          <Outcome replay={replay} was={told.decision} />
        )}
      </div>
    </form>
  );
}

type OutcomeProps = { replay: Extract<Replay, { kind: "done" }>; was: Decision };

function Outcome({ replay, was }: OutcomeProps) {
  const found = differences(was, replay.would);
  const who = replay.role === NOBODY ? "Without a token it" : `As ${replay.role} it`;
  return (
    <>
      <p>
        <strong>
          {who} {ending(replay.would)}.
        </strong>
      </p>
      {found.length === 0 ? (
        <p className="soft">No stage would decide otherwise.</p>
      ) : (
        <ul className={styles.differences} aria-label="What would differ">
          {found.map(({ was: before, would }) => (
            <li key={would.stage} data-outcome={would.outcome}>
              <p className={styles.change}>
                {stageName(would.stage)}: {before.outcome} → {would.outcome}
              </p>
              <p className="soft">{would.detail}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

async function fetchReplay({ decision, number }: ToldDecision, role: string): Promise<Replay> {
  const query = new URLSearchParams({ id: decision.requestId, number: String(number), role });
  try {
    const response = await fetch(`/console/replay?${query}`, { cache: "no-store" });
    const text = await response.text();
    const failure = failureInEnvelope(text);
    if (failure !== null) return { kind: "failed", message: failure.message };
    return { kind: "done", role, would: JSON.parse(text).decision };
  } catch {
    return { kind: "failed", message: "The gateway could not be reached." };
  }
}
