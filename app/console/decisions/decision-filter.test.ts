import { expect, test } from "vitest";
import type { DecisionRow } from "../feed/messages.ts";
import { choices, filtered, NO_FILTER, NO_ROUTE } from "./decision-filter.ts";

const row = (changes: Partial<DecisionRow>): DecisionRow => ({
  ...{ number: 1, at: 0, requestId: "req-1", method: "GET", path: "/api/v1/agents/7" },
  ...{ route: "/api/v1/agents/{id}", status: 200, code: null, durationMs: 1 },
  ...{ orgId: "acme", who: "Ada@acme.example", cache: null },
  ...changes,
});

const ROWS = [
  row({ number: 1 }),
  row({ number: 2, status: 403, code: "INSUFFICIENT_SCOPE", method: "POST" }),
  row({ number: 3, status: 404, code: "NOT_FOUND", route: null, path: "/api/v1/nowhere" }),
  row({ number: 4, status: 503, code: "SERVICE_UNAVAILABLE", who: null, requestId: "REQ-four" }),
];

const numbers = (filter: Partial<typeof NO_FILTER>) =>
  filtered(ROWS, { ...NO_FILTER, ...filter }).map(({ number }) => number);

test("every field narrows, and all of them together", () => {
  expect(numbers({})).toEqual([1, 2, 3, 4]);
  expect(numbers({ status: "4" })).toEqual([2, 3]);
  expect(numbers({ code: "NOT_FOUND" })).toEqual([3]);
  expect(numbers({ route: "POST /api/v1/agents/{id}" })).toEqual([2]);
  expect(numbers({ route: NO_ROUTE })).toEqual([3]);
  expect(numbers({ status: "4", route: "POST /api/v1/agents/{id}", text: "ada" })).toEqual([2]);
  expect(numbers({ status: "2", code: "NOT_FOUND" })).toEqual([]);
});

test("text is found in path, id, caller and organisation, in any case", () => {
  expect(numbers({ text: " NOWHERE " })).toEqual([3]);
  expect(numbers({ text: "req-FOUR" })).toEqual([4]);
  expect(numbers({ text: "ADA@" })).toEqual([1, 2, 3]);
  expect(numbers({ text: "acme" })).toEqual([1, 2, 3, 4]);
});

test("what can be chosen is what there is, once each", () => {
  expect(choices(ROWS)).toEqual({
    routes: ["GET /api/v1/agents/{id}", "POST /api/v1/agents/{id}"],
    codes: ["INSUFFICIENT_SCOPE", "NOT_FOUND", "SERVICE_UNAVAILABLE"],
  });
});
