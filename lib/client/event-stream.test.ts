import { expect, test } from "vitest";
import { eventStreamReader, type StreamEvent } from "./event-stream.ts";

function readAll(pieces: readonly string[]): StreamEvent[] {
  const read = eventStreamReader();
  return pieces.flatMap((piece) => read(piece));
}

test("reads the same events however the stream is cut", () => {
  const stream =
    "id: 1\r\nevent: step\r\ndata: a\r\n\r\ndata:b\ndata: c\n\ndata\r\r: note\n\ndata: x\n\n";

  const whole = readAll([stream]);
  const characters = readAll([...stream]);

  expect(whole).toEqual([
    { id: "1", name: "step", data: "a" },
    { id: "1", name: "message", data: "b\nc" },
    { id: "1", name: "message", data: "" },
    { id: "1", name: "message", data: "x" },
  ]);
  expect(characters).toEqual(whole);
});

test("gives an event as soon as its empty line is there", () => {
  const read = eventStreamReader();

  const before = read("data: a\n");
  const after = read("\n");

  expect(before).toEqual([]);
  expect(after).toEqual([{ id: "", name: "message", data: "a" }]);
});

test("keeps what is unfinished at the end to itself", () => {
  const events = readAll(["data: a\n\n", "event: step\ndata: b\n"]);

  expect(events.map(({ data }) => data)).toEqual(["a"]);
});

test("removes one space behind the colon and no more", () => {
  const events = readAll(["data:  a: b \n\n"]);

  expect(events[0]?.data).toBe(" a: b ");
});
