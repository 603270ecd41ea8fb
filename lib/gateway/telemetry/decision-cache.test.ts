import { expect, test } from "vitest";
import { answered, detail, outcome, routeOf } from "#tests/support/sample-evidence.ts";
import { decisionOf } from "./decision.ts";

test.each([
  ["eloquent-gateway; hit", "A stored answer was fresh"],
  ["eloquent-gateway; hit; ttl=-3", "A stored answer was past its time, and allowed to be used"],
])("counts %s as an answer of the cache, whatever is asked behind it", (cacheStatus, expected) => {
  const decision = decisionOf(
    answered({ cacheStatus, route: routeOf({ cache_ttl: "60s" }), upstream: null }, "cache"),
  );

  expect([outcome(decision, "cache"), outcome(decision, "forward")]).toEqual([
    "answered",
    "not reached",
  ]);
  expect(detail(decision, "cache")).toBe(expected);
});

test.each([
  [
    "fwd=uri-miss; stored",
    "Nothing was stored for this caller and path; the new answer was stored",
  ],
  ["fwd=vary-miss", "What was stored was for other request headers"],
  ["fwd=request", "The client wanted no stored answer"],
  [
    "fwd=stale; fwd-status=304; stored",
    "A stored answer was past its time; the service said that it still holds; the new answer was stored",
  ],
  ["fwd=bypass", "The cache was passed by"],
])("tells by %s why the cache asked the service", (status, expected) => {
  const cacheStatus = `eloquent-gateway; ${status}`;

  const decision = decisionOf(
    answered({ cacheStatus, route: routeOf({ cache_ttl: "60s" }) }, "cache"),
  );

  expect(detail(decision, "cache")).toBe(expected);
  expect(
    (["cache", "invalidate", "body_limit", "forward"] as const).map((s) => outcome(decision, s)),
  ).toEqual(["passed", "off", "passed", "answered"]);
});

test("says that a stored answer stood in for a service that failed", () => {
  const cacheStatus = "eloquent-gateway; fwd=stale; fwd-status=503";

  const decision = decisionOf(
    answered({ cacheStatus, route: routeOf({ cache_ttl: "60s" }) }, "cache"),
  );

  expect([outcome(decision, "cache"), outcome(decision, "forward")]).toEqual([
    "answered",
    "passed",
  ]);
  expect(detail(decision, "cache")).toContain("stood in for the service that failed");
  expect(detail(decision, "forward")).toBe("widgets:80 failed, as by 503 (one try, 12.3 ms)");
});

test("says that the answer of another request's call was shared", () => {
  const cacheStatus = "eloquent-gateway; fwd=uri-miss; collapsed";

  const decision = decisionOf(
    answered({ cacheStatus, route: routeOf({ cache_ttl: "60s" }), upstream: null }, "cache"),
  );

  expect(outcome(decision, "cache")).toBe("answered");
  expect(detail(decision, "cache")).toBe("The answer of another request's call was shared");
});

test("says what a write outdates", () => {
  const decision = decisionOf(
    answered({ route: routeOf({ method: "POST", invalidates: ["/api/v1/gadgets"] }) }, "forward", [
      "invalidate",
    ]),
  );

  expect(detail(decision, "invalidate")).toBe(
    "If it succeeds, what is stored under /api/v1/widgets, /api/v1/gadgets is dropped",
  );
});
