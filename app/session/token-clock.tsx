"use client";

import { useEffect, useState } from "react";
import type { HeldToken } from "#lib/client/token-holder.ts";
import { countdown } from "../pieces/quantities.ts";
import styles from "./token-clock.module.css";

const SOON_MS = 5 * 60 * 1000;

/** Counts a token's remaining time down, second by second. */
export function TokenClock({ held }: { held: HeldToken }) {
  const { expiresAt, lifetimeMs } = held;
  const [leftMs, setLeftMs] = useState(() => expiresAt - Date.now());

  useEffect(() => {
    const timer = setInterval(() => setLeftMs(expiresAt - Date.now()), 1000);
    return () => clearInterval(timer);
  }, [expiresAt]);

  const isExpired = leftMs <= 0;
  const tone = isExpired ? "expired" : leftMs < SOON_MS ? "soon" : "good";
  const share = Math.max(0, Math.min(1, leftMs / lifetimeMs));
  return (
    <div className={styles.clock} data-tone={tone}>
      <p>
        <span className={styles.time} role="timer" aria-label="Time left">
          {isExpired ? "Expired" : countdown(leftMs)}
        </span>{" "}
        <span className="soft">
          {isExpired ? "Mint a new one to go on." : `left of ${countdown(lifetimeMs)}`}
        </span>
      </p>
      <div className={styles.track} aria-hidden="true">
        <div className={styles.left} style={{ transform: `scaleX(${share})` }} />
      </div>
    </div>
  );
}
