import type { UpstreamEvent } from "./pool.ts";

type Log = {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
};

const MESSAGE_BY_STATE = {
  open: "circuit opened: the upstream is failing, its requests are refused for a while",
  half_open: "circuit half open: single requests try the upstream",
  closed: "circuit closed: the upstream answers again",
} as const;

/** Writes one line for each change of an upstream's circuit or servers, a warning when for the worse. */
export function logUpstreamEvents(log: Log): (event: UpstreamEvent) => void {
  return function logUpstreamEvent(event) {
    const { upstream } = event;
    if (event.kind === "circuit") {
      const level = event.state === "open" ? "warn" : "info";
      log[level]({ upstream, circuit: event.state }, MESSAGE_BY_STATE[event.state]);
    } else if (event.kind === "ejected") {
      const { server } = event;
      log.warn({ upstream, server }, "server ejected: it failed five times in a row");
    } else {
      log.info({ upstream, server: event.server }, "server answers again");
    }
  };
}
