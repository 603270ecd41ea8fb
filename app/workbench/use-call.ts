import { useEffect, useRef, useState } from "react";
import type { CallState } from "./answer.ts";
import { type OutgoingCall, sendCall } from "./send-call.ts";

/** One call at a time: its state, and the means to send the next and to stop it. */
export function useCall() {
  const [state, setState] = useState<CallState>({ phase: "idle" });
  const [sent, setSent] = useState<OutgoingCall | null>(null);
  const running = useRef<AbortController | null>(null);

  useEffect(() => () => running.current?.abort(), []);

  /** Sends, after stopping what runs; `onState` also hears each state. */
  function send(call: OutgoingCall, onState: (state: CallState) => void): void {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setSent(call);
    void sendCall(call, controller.signal, (next) => {
      if (running.current !== controller) return;
      setState(next);
      onState(next);
    });
  }

  return { state, sent, send, stop: () => running.current?.abort() };
}
