import { expect, test } from "vitest";
import { isNamedBy } from "./entity-tag.ts";

test.each(['"abc"', 'W/"abc"', '"x", W/"abc"', "*"])("finds the tag named by %s", (header) => {
  const isNamed = isNamedBy(header, '"abc"');

  expect(isNamed).toBe(true);
});

test.each([undefined, "", '"ab"', "abc", '"x", "y"'])("finds no tag named by %s", (header) => {
  const isNamed = isNamedBy(header, '"abc"');

  expect(isNamed).toBe(false);
});
