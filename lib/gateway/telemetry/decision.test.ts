import { expect, test } from "vitest";
import { parseConfig } from "../config/parse.ts";
import type { RouteConfig } from "../config/schema.ts";
import { CATALOGUE, type Reason } from "../errors/catalogue.ts";
import { decisionOf, type Evidence, STAGES, type StageName } from "./decision.ts";

const OUTER = STAGES.slice(0, 6);
const IDENTITY = {
  ...{ orgId: "acme", userId: "u-1", email: null, role: "user", scopes: ["read", "write:x"] },
  ...{ sessionId: null, expiresAt: Date.UTC(2024, 2, 1, 11) / 1000 },
};
const WIDGETS = { path: "/api/v1/widgets", method: "GET", proxy_upstream: "http://widgets:80" };

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

test("gives each stage the time until the next one, and the service the time of its calls", () => {
  const { verdicts } = decisionOf(answered({}));

  expect(verdicts.slice(0, 2).map(({ ms }) => ms)).toEqual([1, 1]);
  expect(verdicts.flatMap(({ stage, ms }) => (ms === null ? [] : stage))).toEqual([
    ...OUTER,
    ...["authenticate", "rate_limit", "body_limit", "forward"],
  ]);
  expect(verdicts.at(-1)?.ms).toBe(12.345);
});

test("says of a token whose it is, and until when it holds", () => {
  expect(detail(decisionOf(answered({})), "authenticate")).toBe(
    "The token is of user u-1 of acme as user, and holds until 2024-03-01T11:00:00.000Z",
  );
});

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

test("counts the service's time once where the cache asked it", () => {
  const decision = decisionOf(
    answered(
      {
        cacheStatus: "eloquent-gateway; fwd=uri-miss",
        route: routeOf({ cache_ttl: "60s" }),
        upstream: { origin: "widgets:80", attempts: 1, durationMs: 5, tries: [] },
      },
      "cache",
    ),
  );

  const times = decision.verdicts.map(({ ms, stage }) => [stage, ms]);
  // Entered at 108 of a reply at 118.
  expect(times).toContainEqual(["cache", 5]);
  expect(times).toContainEqual(["forward", 5]);
});

test("counts a stage's time to the answer's decision, not to the last byte", () => {
  const { verdicts } = decisionOf(
    evidence({ durationMs: 900, names: ["access_log", "request_id"] }),
  );

  expect(verdicts.slice(0, 2).map(({ ms }) => ms)).toEqual([1, 17]);
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

test("counts everything behind a route that was not found as not reached", () => {
  const decision = decisionOf(refused("route_missing", "route", { route: null, names: OUTER }));

  expect(detail(decision, "route")).toBe("No such route");
  expect(new Set(decision.verdicts.slice(6).map(({ outcome }) => outcome))).toEqual(
    new Set(["not reached"]),
  );
});

test("says that a preflight was answered where it ended", () => {
  const decision = decisionOf(
    evidence({ status: 204, names: ["access_log", "request_id", "client_address", "cors"] }),
  );

  expect(outcome(decision, "cors")).toBe("answered");
  expect(detail(decision, "cors")).toBe("The preflight was answered");
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

test("is plain JSON", () => {
  const decision = decisionOf(answered({}));

  expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
});

function detail(decision: ReturnType<typeof decisionOf>, stage: StageName) {
  return decision.verdicts.find((verdict) => verdict.stage === stage)?.detail;
}

function outcome(decision: ReturnType<typeof decisionOf>, stage: StageName) {
  return decision.verdicts.find((verdict) => verdict.stage === stage)?.outcome;
}

type Given = Partial<Omit<Evidence, "refusal" | "passage">> & {
  readonly names?: readonly string[];
};

function evidence({ names = [], ...given }: Given): Evidence {
  return {
    ...{ at: Date.UTC(2024, 2, 1, 10), status: 200, durationMs: 20, path: "/api/v1/widgets" },
    ...{ refusal: null, method: "GET", lane: "direct", requestId: "req-1", startedAt: 100 },
    ...{ repliedAt: 118, identity: null, route: null, upstream: null, limit: null },
    client: { address: "192.0.2.1", proto: "https", host: "", forwardedFor: "" },
    cacheStatus: null,
    passage: { names: [...names], times: names.map((_, index) => 100 + index) },
    ...given,
  };
}

function answered(given: Given, last: StageName = "forward", more: StageName[] = []): Evidence {
  const route = given.route ?? routeOf({});
  const own: StageName[] = [
    "authenticate",
    "rate_limit",
    "cache",
    ...more,
    "body_limit",
    "forward",
  ];
  const cached = last === "cache";
  const names = own.slice(0, own.indexOf(last) + 1).filter((name) => cached || name !== "cache");
  return evidence({
    ...{ route, identity: IDENTITY, names: [...OUTER, ...names] },
    upstream: { origin: "widgets:80", attempts: 1, durationMs: 12.345, tries: [] },
    ...given,
  });
}

function refused(
  reason: Reason,
  stage: StageName,
  given: Given,
  note: string | null = null,
): Evidence {
  const { code, message, status } = CATALOGUE[reason];
  const index = STAGES.indexOf(stage);
  return {
    ...evidence({
      ...{ route: routeOf({}), identity: IDENTITY, names: STAGES.slice(0, index + 1), status },
      ...given,
    }),
    refusal: { reason, code, message: message.replace("{}", ""), stage, note },
  };
}

function routeOf(options: object): RouteConfig {
  const text = JSON.stringify({ version: "1.0", routes: [{ ...WIDGETS, ...options }] });
  const parsed = parseConfig(text, { file: "routes.yaml", env: {} });
  const route = parsed.ok ? parsed.config.routes[0] : undefined;
  if (route === undefined) throw new Error(JSON.stringify(parsed));
  return route;
}
