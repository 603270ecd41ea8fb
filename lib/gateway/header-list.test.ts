import fc from "fast-check";
import { expect, test } from "vitest";
import {
  announcesBody,
  headerValue,
  headerValues,
  utf8HeaderValue,
  withoutHeader,
} from "./header-list.ts";

const headers = ["X-List", "a", "Other", "o", "x-list", "b"];

test("finds values by name in any case, in order", () => {
  expect(headerValue(headers, "x-list")).toBe("a");
  expect(headerValues(headers, "x-list")).toEqual(["a", "b"]);
});

test("never takes a value for a name", () => {
  expect(headerValue(["A", "x-list", "x-list", "v"], "x-list")).toBe("v");
  expect(headerValue(["A", "x-list"], "x-list")).toBeNull();
});

test("tells a missing header from an empty one", () => {
  expect(headerValue(["x-list", ""], "x-list")).toBe("");
  expect(headerValue([], "x-list")).toBeNull();
  expect(headerValues([], "x-list")).toEqual([]);
});

test("leaves out every field of a name and nothing else", () => {
  expect(withoutHeader(headers, "x-list")).toEqual(["Other", "o"]);
});

test.each([
  [["Transfer-Encoding", "chunked"], true],
  [["Content-Length", "1"], true],
  [["Content-Length", "0"], false],
  [[], false],
])("reads from %j whether a body follows: %s", (list, expected) => {
  expect(announcesBody(list)).toBe(expected);
});

test("gives a text's UTF-8 bytes, one character each", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
      (text) => {
        const value = utf8HeaderValue(text);

        expect(Buffer.from(value, "latin1").toString("utf8")).toBe(text);
      },
    ),
  );
});
