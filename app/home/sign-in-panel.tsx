"use client";

import { useState } from "react";
import type { Failure } from "../pieces/error-envelope.ts";
import { FailureText } from "../pieces/failure-text.tsx";
import {
  type SessionAnswer,
  signInError,
  signInWithPassword,
  signInWithProvider,
} from "../session/session-calls.ts";
import { DemoAccounts, type DemoCard } from "./demo-accounts.tsx";
import styles from "./sign-in-panel.module.css";

type Props = {
  hasProvider: boolean;
  demoAccounts: readonly DemoCard[];
  demoPassword: string;
  /** How an earlier sign-in ended, as next-auth names it; null when it did not fail. */
  error: string | null;
  /** The path to go on to. */
  to: string;
};

/** The ways to sign in that this installation has. */
export function SignInPanel({ hasProvider, demoAccounts, demoPassword, error, to }: Props) {
  const [busyWith, setBusyWith] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(
    error === null ? null : { code: null, message: signInError(error), requestId: null },
  );

  async function signIn(what: string, call: () => Promise<SessionAnswer>): Promise<void> {
    setBusyWith(what);
    setFailure(null);
    const answer = await call();
    if (answer.ok) {
      window.location.assign(answer.url);
      return;
    }
    setFailure(answer.failure);
    setBusyWith(null);
  }

  const hasDemo = demoAccounts.length > 0;
  return (
    <section className={`card ${styles.panel}`} aria-labelledby="sign-in">
      <h2 id="sign-in">Sign in</h2>
      <noscript>Signing in here needs JavaScript.</noscript>
      <div role="alert">{failure === null ? null : <FailureText failure={failure} />}</div>
      {hasProvider ? (
        <button
          type="button"
          className={`button ${styles.provider}`}
          data-kind="primary"
          disabled={busyWith !== null}
          onClick={() => signIn("provider", () => signInWithProvider(to))}
        >
          {busyWith === "provider" ? "Going to your identity provider…" : "Single sign-on"}
        </button>
      ) : null}
      {hasProvider && hasDemo ? <p className={styles.or}>or as</p> : null}
      {hasDemo ? (
        <DemoAccounts
          accounts={demoAccounts}
          busyWith={busyWith}
          onChoose={(email) => signIn(email, () => signInWithPassword(email, demoPassword, to))}
        />
      ) : null}
      {hasProvider || hasDemo ? null : <NoWayIn />}
    </section>
  );
}

function NoWayIn() {
  return (
    <div className={styles.none}>
      <p>Nobody can sign in yet: this installation knows no identity provider.</p>
      <p className="soft">
        Set <code>AUTH_OIDC_ISSUER</code>, <code>AUTH_OIDC_CLIENT_ID</code> and{" "}
        <code>AUTH_OIDC_CLIENT_SECRET</code>, or <code>AUTH_DEMO=1</code> to try it with demo
        accounts, and start the gateway again. Calls with a token work without this.
      </p>
    </div>
  );
}
