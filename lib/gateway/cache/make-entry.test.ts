import { expect, test } from "vitest";
import { headerValues } from "../header-list.ts";
import { makeEntry } from "./make-entry.ts";

const lifetime = { ageMs: 3000, freshMs: 10_000, staleWhileRevalidateMs: 5, staleIfErrorMs: 7 };
const material = { status: 200, headers: ["Age", "3", "X-A", "1"], lifetime, selectors: [] };
const times = { sentAt: 1000, answeredAt: 3000 };

test("keeps bytes of its own: those given may be a small part of a large buffer", () => {
  const large = Buffer.alloc(100_000, "x");

  const { body } = makeEntry({ ...material, body: large.subarray(5, 10) }, times, 0);
  large.fill("y");

  expect(body.toString()).toBe("xxxxx");
  expect(body.buffer.byteLength).toBe(5);
});

test("RFC 9111 4.2.3: an answer ages from when it was asked for, and holds from when it came", () => {
  const entry = makeEntry({ ...material, body: Buffer.from("body") }, times, 0);

  expect(entry.bornAt).toBe(1000 - 3000);
  expect(entry.freshUntil).toBe(13_000);
  expect(entry.revalidatedUntil).toBe(13_005);
  expect(entry.fallbackUntil).toBe(13_007);
});

test("keeps one length, no age, and a date where the origin gave none", () => {
  const { headers } = makeEntry({ ...material, body: Buffer.from("body") }, times, 0);

  expect(headers).toEqual([
    "X-A",
    "1",
    "Date",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Content-Length",
    "4",
  ]);
});

test("RFC 9110 8.6: gives a 204 no length", () => {
  const { headers } = makeEntry({ ...material, status: 204, body: Buffer.alloc(0) }, times, 0);

  expect(headerValues(headers, "content-length")).toEqual([]);
});
