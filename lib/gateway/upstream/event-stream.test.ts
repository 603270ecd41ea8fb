import { expect, test } from "vitest";
import { isEventStream } from "./event-stream.ts";

test.each([
  ["text/event-stream", true],
  ["Text/Event-Stream; charset=utf-8", true],
  ["text/event-stream ;charset=utf-8", true],
  ["text/event-stream-like", false],
  ["text/html", false],
])("takes %j for an event stream: %s", (type, expected) => {
  expect(isEventStream(["X-A", "1", "Content-Type", type])).toBe(expected);
});

test("takes an answer without a type for no event stream", () => {
  expect(isEventStream([])).toBe(false);
});
