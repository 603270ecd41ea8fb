import { type ReactNode, useEffect, useRef } from "react";
import { type CallState, isRunning } from "./answer.ts";
import { AnswerSummary } from "./answer-summary.tsx";
import styles from "./answer-view.module.css";
import { BodyView } from "./body-view.tsx";
import { HeaderList } from "./header-list.tsx";
import type { OutgoingCall } from "./send-call.ts";
import { spokenState } from "./spoken-state.ts";

type Props = {
  state: CallState;
  sent: OutgoingCall | null;
  /** Mints a token and sends the same call with it. */
  onRenewToken: () => void;
  explainAnswer: ((requestId: string) => ReactNode) | undefined;
};

/** Everything that came back of the last call. */
export function AnswerView({ state, sent, onRenewToken, explainAnswer }: Props) {
  const section = useRef<HTMLElement>(null);

  useEffect(() => {
    if (sent !== null) bringIntoView(section.current);
  }, [sent]);

  return (
    <section
      ref={section}
      className={styles.answer}
      aria-labelledby="answer"
      aria-busy={state.phase === "waiting"}
    >
      <div className={styles.top}>
        <h3 id="answer">Answer</h3>
        {sent === null ? null : (
          <code className={styles.request}>
            {sent.method} {sent.target}
          </code>
        )}
      </div>
      <p role="status" className="visually-hidden">
        {spokenState(state)}
      </p>
      <AnswerContent
        state={state}
        sent={sent}
        onRenewToken={onRenewToken}
        explainAnswer={explainAnswer}
      />
    </section>
  );
}

function AnswerContent({ state, sent, onRenewToken, explainAnswer }: Props) {
  if (state.phase !== "answered")
    return (
      <p className={styles.quiet} data-phase={state.phase}>
        {sentences[state.phase]}
      </p>
    );
  const { head, body, totalMs } = state;
  const mayRenew = head.status === 401 && sent !== null && sent.token !== null;
  return (
    <>
      <AnswerSummary head={head} body={body} totalMs={totalMs} />
      {mayRenew ? (
        <p>
          <button type="button" className="button" onClick={onRenewToken}>
            Mint a new token and send again
          </button>
        </p>
      ) : null}
      <HeaderList headers={head.headers} />
      <BodyView body={body} />
      {head.requestId === null || isRunning(state) ? null : explainAnswer?.(head.requestId)}
    </>
  );
}

const sentences = {
  idle: "Nothing sent yet. Choose a route and send it; status, headers and body show up here.",
  waiting: "Waiting for the answer…",
  stopped: "Stopped before an answer was complete.",
  unreachable:
    "The gateway could not be reached. Check that it is running and that you are online, then send again.",
} as const;

const SHOWN_PX_MIN = 160;

// On a small screen the answer lies below the form that asked for it.
function bringIntoView(element: HTMLElement | null): void {
  const top = element?.getBoundingClientRect().top ?? 0;
  if (top > window.innerHeight - SHOWN_PX_MIN) element?.scrollIntoView({ block: "start" });
}
