import { expect, test } from "vitest";
import { idsIn } from "./ids-in.ts";

test.each([
  ["a list under data", '{"data":[{"id":"a"},{"id":"b"}]}'],
  ["a bare list", '[{"id":"a"},{"name":"no id"},{"id":7},{"id":"b"}]'],
])("finds the ids of %s", (_, text) => {
  expect(idsIn(text)).toEqual(["a", "b"]);
});

test.each(['{"data":{"id":"a"}}', "null", "no JSON"])("finds none in %s", (text) => {
  expect(idsIn(text)).toEqual([]);
});
