"use client";

import { useEffect, useState } from "react";

const SAYS_SO_MS = 2000;

/** Copies `text`, then says so for two seconds, or that the browser would not. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [outcome, setOutcome] = useState<string | null>(null);

  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), SAYS_SO_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("Copied");
    } catch {
      setOutcome("Not copied");
    }
  }

  return (
    <button type="button" className="button" data-kind="quiet" onClick={copy}>
      <span aria-live="polite">{outcome ?? label}</span>
    </button>
  );
}
