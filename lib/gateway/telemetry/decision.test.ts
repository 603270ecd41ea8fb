import { expect, test } from "vitest";
import {
  answered,
  detail,
  evidence,
  OUTER,
  outcome,
  routeOf,
} from "#tests/support/sample-evidence.ts";
import { decisionOf, STAGES } from "./decision.ts";

test("has a verdict for every stage, in the order of the pipeline", () => {
  const { verdicts } = decisionOf(evidence({}));

  expect(verdicts.map(({ stage }) => stage)).toEqual(STAGES);
});

test("tells who asked for what, when, and what came of it", () => {
  const decision = decisionOf(answered({}));

  expect(decision).toMatchObject({
    ...{ requestId: "req-1", time: "2024-03-01T10:00:00.000Z", method: "GET", lane: "direct" },
    ...{ path: "/api/v1/widgets", route: "/api/v1/widgets", status: 200, totalMs: 20 },
    ...{ org: "acme", user: "u-1", role: "user", code: null, reason: null, message: null },
  });
});

test("gives a forwarded request one passed stage after another, and the service's answer", () => {
  const decision = decisionOf(answered({}));

  expect(decision.verdicts.map(({ outcome }) => outcome)).toEqual([
    ...OUTER.map(() => "passed"),
    ...["passed", "off", "passed", "off", "off", "passed", "answered"],
  ]);
  expect(detail(decision, "route")).toBe("GET /api/v1/widgets takes the request");
  expect(detail(decision, "forward")).toBe("widgets:80 answered 200 (one try, 12.3 ms)");
  expect(detail(decision, "client_address")).toBe("The client is 192.0.2.1, by https");
  expect(detail(decision, "request_id")).toBe("The request is known as req-1");
});

test("says of a token whose it is, and until when it holds", () => {
  expect(detail(decisionOf(answered({})), "authenticate")).toBe(
    "The token is of user u-1 of acme as user, and holds until 2024-03-01T11:00:00.000Z",
  );
});

test.each([
  [
    "acme / u-1",
    "7:default4:user4:acme3:u-1",
    true,
    '599 more requests are left to user acme / u-1 by the limit "default", all of them again in 42 s',
  ],
  [
    "an address",
    "10:GET /api/x2:ip9:192.0.2.1",
    true,
    '599 more requests are left to ip 192.0.2.1 by the limit "GET /api/x", all of them again in 42 s',
  ],
  [
    "nobody known",
    "7:default2:ip",
    false,
    'Nothing is left to ip everybody whose address is unknown by the limit "default"; there is room again in 42 s',
  ],
])("says what is left to %s", (_, key, isAllowed, expected) => {
  const limit = { key, isAllowed, remaining: isAllowed ? 599 : 0, resetMs: 41_200 };

  expect(detail(decisionOf(answered({ limit })), "rate_limit")).toBe(expected);
});

test("tells what a route leaves off from what a request has not reached", () => {
  const decision = decisionOf(
    evidence({ route: routeOf({ auth_required: false, rate_limit: "off" }), names: [...OUTER] }),
  );

  expect(decision.verdicts.slice(6).map(({ outcome }) => outcome)).toEqual([
    ...["off", "off", "off", "off", "off", "not reached", "not reached"],
  ]);
  expect(detail(decision, "authenticate")).toBe(
    "The route needs no token and does not look at one",
  );
});

test("says that a preflight was answered where it ended", () => {
  const decision = decisionOf(
    evidence({ status: 204, names: ["access_log", "request_id", "client_address", "cors"] }),
  );

  expect(outcome(decision, "cors")).toBe("answered");
  expect(detail(decision, "cors")).toBe("The preflight was answered");
});

test("is plain JSON", () => {
  const decision = decisionOf(answered({}));

  expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
});
