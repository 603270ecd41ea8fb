import { expect, test } from "vitest";
import { formatHttpDate, parseHttpDate } from "./http-date.ts";

const TIME = Date.UTC(1994, 10, 6, 8, 49, 37);

test.each([
  "Sun, 06 Nov 1994 08:49:37 GMT",
  "Sunday, 06-Nov-94 08:49:37 GMT",
  "Sun Nov  6 08:49:37 1994",
])("RFC 9110 5.6.7: understands %j", (text) => {
  expect(parseHttpDate(text)).toBe(TIME);
});

test.each([
  "0",
  "-1",
  "9999",
  "1994-11-06",
  "Sun, 06 Nov 1994 08:49:37 +0100",
  "sun, 06 nov 1994 08:49:37 gmt",
  "",
])("RFC 9110 5.6.7: %j is no date", (text) => {
  expect(parseHttpDate(text)).toBeNull();
});

test("RFC 9110 5.6.7: writes the preferred form", () => {
  expect(formatHttpDate(TIME)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
});
