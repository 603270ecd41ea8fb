import { expect, test } from "vitest";
import { NO_TERMS, readTerms } from "./request-terms.ts";

test("a request without terms costs no object", () => {
  const headers = ["Host", "a", "Connection", "keep-alive", "Accept", "*/*", "Cookie", "range=1"];

  expect(readTerms(headers)).toBe(NO_TERMS);
});

test.each([
  [["Cache-Control", "no-cache"], { noCache: true }],
  [
    ["CACHE-CONTROL", "max-age=5, No-Store", "cache-control", "min-fresh=2"],
    { noStore: true, maxAgeMs: 5000, minFreshMs: 2000 },
  ],
  [["Pragma", "no-cache"], { noCache: true }],
  [["Pragma", "no-cache", "Cache-Control", "max-age=1"], { noCache: false, maxAgeMs: 1000 }],
  [["Cache-Control", "only-if-cached"], { onlyIfCached: true }],
  [["If-None-Match", '"a"', "If-None-Match", '"b"'], { ifNoneMatch: '"a", "b"' }],
  [["If-Match", "*"], { isForOrigin: true }],
  [["If-Unmodified-Since", "x"], { isForOrigin: true }],
  [["Range", "bytes=0-1", "If-Range", '"a"'], { range: "bytes=0-1", ifRange: '"a"' }],
  [["Connection", "keep-alive, Accept"], { dropsHeaders: true }],
])("reads %j", (headers, expected) => {
  expect(readTerms(headers)).toEqual({ ...NO_TERMS, ...expected });
});
