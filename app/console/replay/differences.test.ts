import { expect, test } from "vitest";
import type { Decision, Verdict } from "#lib/gateway/telemetry/decision.ts";
import { differences, ending } from "./differences.ts";

const decision = (
  outcomes: Readonly<Partial<Record<Verdict["stage"], Verdict["outcome"]>>>,
  changes: Partial<Decision> = {},
): Decision => ({
  ...{ requestId: "req-1", time: "", method: "POST", path: "/api/v1/agents", lane: "direct" },
  ...{ status: 200, code: null, reason: null, message: null, route: null, org: null, user: null },
  ...{ role: null, totalMs: 1 },
  verdicts: (["authenticate", "authorize", "rate_limit", "cache", "forward"] as const).map(
    (stage) => ({ stage, outcome: outcomes[stage] ?? "passed", detail: stage, ms: null }),
  ),
  ...changes,
});

test("tells the stages that would decide otherwise, and not what a replay has to make up", () => {
  const was = decision({ cache: "answered", forward: "not reached" });
  const would = decision({ authorize: "refused", rate_limit: "not reached", forward: "off" });

  const found = differences(was, would);

  expect(
    found.map(({ was: before, would: after }) => [after.stage, before.outcome, after.outcome]),
  ).toEqual([
    ["authorize", "passed", "refused"],
    ["rate_limit", "passed", "not reached"],
  ]);
});

test("tells how the request would end", () => {
  const refused = { status: 403, code: "FORBIDDEN", message: "The role x may not use this route" };

  expect(ending(decision({}))).toBe("would be let through");
  expect(ending(decision({}, refused))).toBe(
    "would be refused: 403 FORBIDDEN, The role x may not use this route",
  );
});
