import { elapsed } from "../pieces/quantities.ts";
import type { CallState } from "./answer.ts";

/** What a screen reader says when a call changes; the same text while nothing new is to be said. */
export function spokenState(state: CallState): string {
  if (state.phase !== "answered") return spoken[state.phase];
  const { head, body } = state;
  const status = `${head.status} ${head.statusText}`.trim();
  if (body.kind === "failure") return `${status}. ${body.failure.message}`;
  if (body.kind === "broken") return `${status}. The body broke off.`;
  if (body.kind !== "events") return `${status}, after ${elapsed(head.headMs)}`;
  if (body.ending === "running") return `${status}. Events are coming in.`;
  return `The stream is over after ${body.count} events.`;
}

const spoken = {
  idle: "",
  waiting: "Sent, waiting",
  stopped: "Stopped",
  unreachable: "The gateway could not be reached",
} as const;
