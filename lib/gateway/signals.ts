import type { EventEmitter } from "node:events";

// Terminals, npm and process managers each pass a signal on: one stop may come several times.
const SAME_SIGNAL_MS = 500;
const NEXTS_LISTENER = "cleanup";
const STOP = ["SIGTERM", "SIGINT"] as const;

type Options = {
  /** The first stop signal. Must not throw. */
  readonly onStop: (signal: (typeof STOP)[number]) => void;
  /** A further one, later than what may be the same one's echo. */
  readonly onSecondStop: () => void;
  readonly onReload: () => void;
  /** `performance.now()`. */
  readonly now: () => number;
};

/**
 * Takes the process's signals. Next's own listeners, which close its server at once, are taken off:
 * they are there unless NEXT_MANUAL_SIG_HANDLE was in the environment when it started.
 */
export function takeSignals(
  { now, onReload, onSecondStop, onStop }: Options,
  target: EventEmitter = process,
): void {
  let stoppedAt: number | null = null;
  for (const signal of STOP) {
    for (const listener of target.listeners(signal)) {
      if (listener.name === NEXTS_LISTENER)
        Reflect.apply(target.removeListener, target, [signal, listener]);
    }
    target.on(signal, () => {
      if (stoppedAt === null) {
        stoppedAt = now();
        onStop(signal);
      } else if (now() - stoppedAt > SAME_SIGNAL_MS) onSecondStop();
    });
  }
  target.on("SIGHUP", onReload);
}
