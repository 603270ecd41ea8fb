"use client";

import { useState } from "react";
import type { HeldToken } from "#lib/client/token-holder.ts";
import { CopyButton } from "../pieces/copy-button.tsx";
import { FailureText } from "../pieces/failure-text.tsx";
import { ClaimList } from "./claim-list.tsx";
import { TokenClock } from "./token-clock.tsx";
import { useToken } from "./token-context.tsx";
import styles from "./token-panel.module.css";

/** The token that the page holds: how long it lasts, and what it says. */
export function TokenPanel() {
  const { held, isMinting, failure, mint } = useToken();
  return (
    <section className={`card ${styles.panel}`} aria-labelledby="token">
      <div className={styles.top}>
        <h2 id="token">Your token</h2>
        <button
          type="button"
          className="button"
          data-kind="quiet"
          disabled={isMinting}
          onClick={() => void mint()}
        >
          {isMinting ? "Minting…" : "Mint a new one"}
        </button>
      </div>
      <div role="alert">{failure === null ? null : <FailureText failure={failure} />}</div>
      {failure?.code === "UNAUTHORIZED" ? (
        <a className="button" href="/">
          Sign in again
        </a>
      ) : null}
      {held === null ? <NoToken isMinting={isMinting} /> : <Held held={held} />}
    </section>
  );
}

function NoToken({ isMinting }: { isMinting: boolean }) {
  return <p className="soft">{isMinting ? "Asking for a token…" : "You hold no token."}</p>;
}

function Held({ held }: { held: HeldToken }) {
  const { token, claims } = held;
  // Tokens come after the page has loaded, so there is always a window to ask.
  const [hasRoom] = useState(() => window.matchMedia("(min-width: 821px)").matches);
  return (
    <>
      <TokenClock key={token} held={held} />
      <div className={styles.token}>
        <code className={styles.excerpt}>
          {token.slice(0, 14)}…{token.slice(-8)}
        </code>
        <CopyButton text={token} label="Copy token" />
      </div>
      <details className={styles.claims} open={hasRoom}>
        <summary>Claims</summary>
        <ClaimList claims={claims} />
      </details>
      <p className={styles.note}>Kept in this page’s memory only. Reloading mints another.</p>
    </>
  );
}
