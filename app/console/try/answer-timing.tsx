"use client";

import Link from "next/link";
import { useEffect, useState } from "react";
import { type DecisionAnswer, fetchDecision } from "../decision/fetch-decision.ts";
import { StageList } from "../decision/stage-list.tsx";
import styles from "./answer-timing.module.css";

const TRIES = 4;
const WAIT_MS = 250;

/** What each stage made of an answered call, asked of the gateway once the answer is whole. */
export function AnswerTiming({ requestId }: { requestId: string }) {
  const [answer, setAnswer] = useState<DecisionAnswer | null>(null);

  useEffect(() => {
    const controller = new AbortController();
    void askedFor(requestId, controller.signal).then((next) => {
      if (!controller.signal.aborted) setAnswer(next);
    });
    return () => controller.abort();
  }, [requestId]);

  if (answer === null) return null;
  if (answer.kind !== "told") {
    return (
      <p className={styles.gone}>
        This replica knows nothing of the call; another one behind the same balancer has answered
        it.
      </p>
    );
  }
  const { verdicts, totalMs } = answer.told.decision;
  return (
    <details className={styles.timing} open>
      <summary>Stage by stage</summary>
      <StageList verdicts={verdicts} totalMs={totalMs} />
      <p className={styles.more}>
        <Link href={`/console/decisions?${new URLSearchParams({ request: requestId })}`}>
          Open the decision
        </Link>
      </p>
    </details>
  );
}

// The answer's last byte may be here a moment before the gateway knows that it is.
async function askedFor(requestId: string, signal: AbortSignal): Promise<DecisionAnswer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetchDecision(requestId, null, signal);
    if (answer.kind !== "unknown" || tries === TRIES || signal.aborted) return answer;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS * tries));
  }
}
