import { expect, test } from "vitest";
import { detail, OUTER, outcome, refused, routeOf } from "#tests/support/sample-evidence.ts";
import { CATALOGUE, type Reason } from "../errors/catalogue.ts";
import { decisionOf } from "./decision.ts";

test("says which claim of a refused token was at fault", () => {
  const decision = decisionOf(
    refused("token_invalid", "authenticate", { identity: null }, "claim org_id: missing"),
  );

  expect(outcome(decision, "authenticate")).toBe("refused");
  expect(detail(decision, "authenticate")).toBe("Invalid or expired token; claim org_id: missing");
  expect(outcome(decision, "rate_limit")).toBe("not reached");
  expect(decision).toMatchObject({ org: null, user: null, role: null, reason: "token_invalid" });
});

test.each([
  ["all", "The token must hold write:x and write:y; it holds read, write:x, and lacks write:y"],
  ["any", "The token must hold write:x or write:y; it holds read, write:x, and lacks write:y"],
])("says which scopes are missing of which, matching %s", (scopes_match, expected) => {
  const decision = decisionOf(
    refused("scope_missing", "authorize", {
      route: routeOf({ scopes: ["write:x", "write:y"], scopes_match }),
    }),
  );

  expect(detail(decision, "authorize")).toBe(`The token lacks the scope ; ${expected}`);
  expect(outcome(decision, "authorize")).toBe("refused");
});

test("says which role was asked for, and which was given", () => {
  const decision = decisionOf(
    refused("role_refused", "authorize", { route: routeOf({ allowed_roles: ["admin", "owner"] }) }),
  );

  expect(detail(decision, "authorize")).toContain("The role must be admin or owner, and is user");
});

test("blames a service for its failure, also where the shared call's refusal came from the cache", () => {
  const upstream = { origin: "widgets:80", attempts: 2, durationMs: 30_000, tries: [] };
  const decision = decisionOf(
    refused("upstream_slow", "cache", { route: routeOf({ cache_ttl: "60s" }), upstream }),
  );

  expect([outcome(decision, "cache"), outcome(decision, "forward")]).toEqual(["passed", "refused"]);
  expect(detail(decision, "forward")).toBe(
    "The service took too long to answer; widgets:80 was asked (2 tries, 30000.0 ms; timeout 30000 ms)",
  );
});

test("blames the body's limit for a body that broke it while the service read it", () => {
  const decision = decisionOf(
    refused("body_too_large", "forward", {
      upstream: { origin: "w", attempts: 1, durationMs: 2, tries: [] },
    }),
  );

  expect([outcome(decision, "body_limit"), outcome(decision, "forward")]).toEqual([
    "refused",
    "passed",
  ]);
  expect(detail(decision, "body_limit")).toContain("A body may have 10485760 bytes");
  expect(detail(decision, "forward")).toBe("w was being sent the body (one try, 2.0 ms)");
});

test("counts everything behind a route that was not found as not reached", () => {
  const decision = decisionOf(refused("route_missing", "route", { route: null, names: OUTER }));

  expect(detail(decision, "route")).toBe("No such route");
  expect(new Set(decision.verdicts.slice(6).map(({ outcome }) => outcome))).toEqual(
    new Set(["not reached"]),
  );
});

test.each(Object.keys(CATALOGUE))(
  "blames one stage for %s, with the message as its detail",
  (key) => {
    const reason = Object.keys(CATALOGUE).find((name): name is Reason => name === key);
    if (reason === undefined) throw new Error(`${key} is no reason`);

    const { verdicts } = decisionOf(refused(reason, "route", { route: null, names: OUTER }));

    const blamed = verdicts.filter(({ outcome }) => outcome === "refused");
    expect(blamed).toHaveLength(1);
    expect(blamed[0]?.detail).toContain(CATALOGUE[reason].message.replace("{}", ""));
  },
);
