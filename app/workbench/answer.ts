import type { StreamEvent } from "#lib/client/event-stream.ts";
import type { Failure } from "../pieces/error-envelope.ts";

/** The head of an answer; `headMs` is the time from sending until it was there. */
export type AnswerHead = Readonly<{
  status: number;
  statusText: string;
  headers: readonly (readonly [name: string, value: string])[];
  requestId: string | null;
  headMs: number;
}>;

/** An event with the time since sending. */
export type TimedEvent = Readonly<{ number: number; atMs: number; event: StreamEvent }>;

/** What has arrived of an answer's body. */
export type AnswerBody =
  | Readonly<{ kind: "arriving"; bytes: number }>
  | Readonly<{ kind: "empty" }>
  | Readonly<{ kind: "failure"; failure: Failure; text: string; bytes: number }>
  | Readonly<{ kind: "text"; text: string; bytes: number }>
  | Readonly<{ kind: "file"; file: Blob; name: string }>
  | Readonly<{ kind: "events"; events: readonly TimedEvent[]; count: number; ending: StreamEnding }>
  | Readonly<{ kind: "broken"; bytes: number }>;

/** How an event stream stands: running, ended by the service, stopped here, or cut. */
export type StreamEnding = "running" | "ended" | "stopped" | "broken";

/** Where a call stands, from nothing sent to everything received. */
export type CallState =
  | Readonly<{ phase: "idle" }>
  | Readonly<{ phase: "waiting" }>
  | Readonly<{ phase: "stopped" }>
  | Readonly<{ phase: "unreachable" }>
  | Readonly<{ phase: "answered"; head: AnswerHead; body: AnswerBody; totalMs: number | null }>;

/** True while something may still arrive. */
export function isRunning(state: CallState): boolean {
  if (state.phase !== "answered") return state.phase === "waiting";
  const { body } = state;
  return body.kind === "arriving" || (body.kind === "events" && body.ending === "running");
}
