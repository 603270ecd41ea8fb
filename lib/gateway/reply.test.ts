import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { headerValues } from "./header-list.ts";
import { isStreaming, jsonReply } from "./reply.ts";

test.each([
  ["a Node stream", Readable.from([]), true],
  ["a web stream", new ReadableStream<Uint8Array>(), true],
  ["bytes", new Uint8Array(1), false],
  ["a text", "text", false],
  ["nothing", null, false],
])("takes %s for streaming: %s", (_, body, expected) => {
  expect(isStreaming(body)).toBe(expected);
});

test("answers in JSON that nobody stores", () => {
  expect(jsonReply(200, { a: 1 })).toEqual({
    status: 200,
    headers: ["content-type", "application/json; charset=utf-8", "cache-control", "no-store"],
    body: '{"a":1}',
  });
});

test("lets the headers given say how long the answer may be stored", () => {
  const { headers } = jsonReply(200, {}, ["Cache-Control", "max-age=60", "ETag", '"1"']);

  expect(headerValues(headers, "cache-control")).toEqual(["max-age=60"]);
  expect(headerValues(headers, "etag")).toEqual(['"1"']);
});
