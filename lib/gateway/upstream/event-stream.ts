import { type HeaderList, headerValue } from "../header-list.ts";

/** Whether an answer is a stream of server-sent events, which may be silent for long. */
export function isEventStream(headers: HeaderList): boolean {
  return (
    headerValue(headers, "content-type")?.toLowerCase().startsWith("text/event-stream") ?? false
  );
}
