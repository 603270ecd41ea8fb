import fc from "fast-check";
import { expect, test } from "vitest";
import { lifetimeOf } from "./policy.ts";

const NOW = Date.UTC(2024, 2, 1, 10);
const ttlMs = 60_000;
const FRAMED = ["Content-Length", "4"];

const lifetime = (
  headers: readonly string[],
  status = 200,
  scope: "user" | "org" | "public" = "user",
) => lifetimeOf({ status, headers: [...FRAMED, ...headers] }, { ttlMs, scope }, NOW);

test.each([
  ["nothing is said", [], ttlMs],
  ["max-age is shorter", ["Cache-Control", "max-age=5"], 5000],
  ["max-age is longer", ["Cache-Control", "max-age=500"], ttlMs],
  ["it is old already", ["Cache-Control", "max-age=30", "Age", "20"], 10_000],
  ["it is old, but nothing says how long it holds", ["Age", "600"], ttlMs],
  ["s-maxage stands beside max-age", ["Cache-Control", "max-age=5, s-maxage=7"], 7000],
  ["Expires is near", ["Expires", "Fri, 01 Mar 2024 10:00:09 GMT"], 9000],
  [
    "Expires counts from Date",
    ["Date", "Fri, 01 Mar 2024 08:00:00 GMT", "Expires", "Fri, 01 Mar 2024 08:00:09 GMT"],
    9000,
  ],
  ["immutable comes without a time", ["Cache-Control", "immutable"], ttlMs],
])("RFC 9111 4.2.1: how long an answer is fresh when %s", (_, headers, freshMs) => {
  expect(lifetime(headers)?.freshMs).toBe(freshMs);
});

test.each([
  ["an event stream", ["Content-Type", "text/event-stream; charset=utf-8"]],
  ["more than 1 MB", ["Content-Length", String(2 ** 20 + 1)]],
  ["a cookie", ["Set-Cookie", "a=1", "Cache-Control", "public"]],
  ["a past without a validator", ["Expires", "0"]],
])("never stores %s", (_, headers) => {
  expect(
    lifetimeOf({ status: 200, headers: [...headers, ...FRAMED] }, { ttlMs, scope: "user" }, NOW),
  ).toBeNull();
});

test("RFC 9112 8: stores nothing whose end is the end of the connection", () => {
  const head = { status: 200, headers: ["Connection", "close"] };

  expect(lifetimeOf(head, { ttlMs, scope: "user" }, NOW)).toBeNull();
});

test.each([
  ["stale-while-revalidate=5, stale-if-error=9", 5000, 9000],
  ["stale-while-revalidate=999999999", 24 * 3600 * 1000, 0],
  ["stale-if-error=-1", 0, 0],
  ["stale-if-error=9, must-revalidate", 0, 0],
  ["stale-if-error=9, proxy-revalidate", 0, 0],
  ["stale-if-error=9, s-maxage=9", 0, 0],
])("RFC 5861: %s", (directives, staleWhileRevalidateMs, staleIfErrorMs) => {
  const found = lifetime(["Cache-Control", `max-age=5, ${directives}`]);

  expect(found).toMatchObject({ staleWhileRevalidateMs, staleIfErrorMs });
});

test("is never longer than cache_ttl, whatever an upstream says", () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.constantFrom("max-age=1", "s-maxage=9", "public", "no-cache"),
  );
  const name = fc.constantFrom(
    "Cache-Control",
    "Expires",
    "Age",
    "Date",
    "Pragma",
    "Last-Modified",
    "ETag",
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, value)),
      fc.integer({ min: 100, max: 599 }),
      (fields, status) => {
        const found = lifetime(fields.flat(), status);
        expect(found?.freshMs ?? 0).toBeLessThanOrEqual(ttlMs);
        expect(found?.freshMs ?? 0).toBeGreaterThanOrEqual(0);
        if (status === 206 || status >= 500) expect(found).toBeNull();
      },
    ),
  );
});
