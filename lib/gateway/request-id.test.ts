import { expect, test } from "vitest";
import { newRequestId, requestIdOf } from "./request-id.ts";

test.each(["req-abc1", "a".repeat(128), "A.b_c-9Z"])("keeps the client's id %s", (id) => {
  expect(requestIdOf(["X-REQUEST-ID", id])).toBe(id);
});

test.each(["", "short67", "a".repeat(129), "with space", 'quote"1234', "new\nline1", "ümlaut12"])(
  "replaces the id %j, which does not have the form",
  (id) => {
    expect(requestIdOf(["x-request-id", id])).toMatch(/^req-[0-9a-f]{16}$/);
  },
);

test("gives an id to a request without one", () => {
  expect(requestIdOf([])).toMatch(/^req-[0-9a-f]{16}$/);
});

test("never gives the same id twice", () => {
  const ids = Array.from({ length: 10_000 }, newRequestId);

  expect(new Set(ids).size).toBe(ids.length);
});
