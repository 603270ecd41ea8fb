import { type HeaderList, headerValue } from "../header-list.ts";

const EVENT_STREAM = /^text\/event-stream\s*(?:;|$)/i;

/** Whether an answer is a stream of server-sent events, which may be silent for long. */
export function isEventStream(headers: HeaderList): boolean {
  return EVENT_STREAM.test(headerValue(headers, "content-type") ?? "");
}
