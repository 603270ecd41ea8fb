import { bodyChunks } from "#lib/client/body-chunks.ts";
import { eventStreamReader } from "#lib/client/event-stream.ts";
import type { AnswerBody, StreamEnding, TimedEvent } from "./answer.ts";

type EventsBody = Extract<AnswerBody, { kind: "events" }>;

// A stream can run for hours; the page keeps its end.
const EVENTS_KEPT = 500;

/** Reads an event stream to its end, reporting after every piece; gives the last state. */
export async function readEvents(
  response: Response,
  signal: AbortSignal,
  elapsedMs: () => number,
  report: (body: EventsBody) => void,
): Promise<EventsBody> {
  const read = eventStreamReader();
  const decoder = new TextDecoder();
  let events: readonly TimedEvent[] = [];
  let count = 0;
  const body = (ending: StreamEnding): EventsBody => ({ kind: "events", events, count, ending });
  report(body("running"));
  try {
    for await (const chunk of bodyChunks(response)) {
      const atMs = elapsedMs();
      const arrived = read(decoder.decode(chunk, { stream: true })).map((event) => {
        count += 1;
        return { number: count, atMs, event };
      });
      events = [...events, ...arrived].slice(-EVENTS_KEPT);
      if (arrived.length > 0) report(body("running"));
    }
    return body("ended");
  } catch {
    return body(signal.aborted ? "stopped" : "broken");
  }
}
