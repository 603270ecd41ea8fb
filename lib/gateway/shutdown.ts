import { processWide } from "./process-wide.ts";

/**
 * Where this process is on its way out: `leaving` still takes everything, while balancers find out;
 * `draining` finishes what there is.
 */
export type Phase = "serving" | "leaving" | "draining";

/** Told to every part of the process that has to know. It goes one way, and only once. */
export type Shutdown = {
  readonly phase: Phase;
  leave(): void;
  drain(): void;
  /**
   * Calls `listener` when draining begins, at once if it has. Returns what takes it back; who holds
   * something open for long must do that when it ends.
   */
  onDrain(listener: () => void): () => void;
};

/** A process that is still serving. */
export function createShutdown(): Shutdown {
  const listeners = new Set<() => void>();
  let phase: Phase = "serving";
  return {
    get phase() {
      return phase;
    },
    leave() {
      if (phase === "serving") phase = "leaving";
    },
    drain() {
      phase = "draining";
      const told = [...listeners];
      listeners.clear();
      for (const listener of told) listener();
    },
    onDrain(listener) {
      if (phase === "draining") listener();
      else listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** This process's shutdown. */
export function shutdown(): Shutdown {
  return processWide("shutdown", createShutdown);
}
