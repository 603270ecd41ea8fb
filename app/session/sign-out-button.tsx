"use client";

import { useState } from "react";
import { signOut } from "./session-calls.ts";

/** Ends the session and shows the start page. */
export function SignOutButton() {
  const [label, setLabel] = useState("Sign out");

  async function leave(): Promise<void> {
    setLabel("Signing out…");
    const answer = await signOut();
    if (answer.ok) window.location.assign("/");
    else setLabel("Not signed out. Try again");
  }

  return (
    <button type="button" className="button" onClick={leave}>
      <span aria-live="polite">{label}</span>
    </button>
  );
}
