import { describe, expect, test } from "vitest";
import { LANES } from "#tests/support/lanes.ts";
import { bearer } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";
import { RULE_ROUTES, type Rule, runRule } from "./steps.ts";

const stale = { "cache-control": "max-age=1", age: "9", etag: '"1"' } as const;

const RULES: readonly Rule[] = [
  { rule: "2.1: hit", steps: [{}, { cache: "hit" }] },
  { rule: "2.2: fwd=uri-miss, 2.4: stored", steps: [{ cache: "fwd=uri-miss; stored" }] },
  {
    rule: "2.4: not stored",
    upstream: [{ headers: { "cache-control": "no-store" } }],
    steps: [{ cache: "fwd=uri-miss" }],
  },
  {
    rule: "2.2: fwd=vary-miss",
    upstream: [{ headers: { vary: "Accept" } }],
    steps: [
      { headers: { accept: "a/b" } },
      { headers: { accept: "c/d" }, cache: "fwd=vary-miss; stored" },
    ],
    calls: 2,
  },
  {
    rule: "2.2: fwd=stale, 2.3: fwd-status where it differs",
    upstream: [{ headers: stale }, { status: 304 }, { body: "new" }],
    steps: [
      {},
      { cache: "fwd=stale; fwd-status=304; stored" },
      { headers: { "cache-control": "no-cache" }, cache: "fwd=request; stored" },
    ],
    calls: 3,
  },
  {
    rule: "2.2: fwd=bypass",
    steps: [{ headers: { "if-match": '"1"' }, cache: "fwd=bypass" }],
  },
  {
    rule: "2.5: ttl, negative for what is stale",
    upstream: [
      { headers: { "cache-control": "max-age=1, stale-while-revalidate=60", age: "1" } },
      {},
    ],
    steps: [{}, { cache: /^hit; ttl=(?:-\d+|0)$/ }],
    calls: 2,
  },
  {
    rule: "2: the upstream's own caches come first in the list",
    upstream: [{ headers: { "cache-status": "origin-cache; hit" } }],
    steps: [
      { cache: "fwd=uri-miss; stored", has: { "cache-status": /^origin-cache; hit/ } },
      { cache: "hit", has: { "cache-status": /^origin-cache; hit/ } },
    ],
  },
];

describe.each(LANES)("%s lane, RFC 9211", (lane) => {
  const gateway = useGateway(lane, {
    routes: [...RULE_ROUTES, { path: "/api/v1/uncached" }],
    defaults: { retries: 0 },
  });

  test.each(RULES)("section $rule", async (rule) => {
    await runRule(gateway, rule);
  });

  test("section 2.6: collapsed, for all that shared another's call", async () => {
    const arrived = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    gateway.upstream.handleWith(async (_, response) => {
      arrived.resolve();
      await release.promise;
      response.end("shared");
    });
    const path = "/api/v1/public/collapsed";
    const first = gateway.send(path);
    await arrived.promise;
    const others = [gateway.send(path), gateway.send(path)];
    // Answered by the same process, on a path that waits for nothing: the others have arrived by then.
    await gateway.send("/api/v1/nowhere");
    release.resolve();

    const statuses = (await Promise.all([first, ...others])).map((answer) =>
      answer.header("cache-status"),
    );

    expect(statuses).toEqual([
      "eloquent-gateway; fwd=uri-miss; stored",
      "eloquent-gateway; fwd=uri-miss; stored; collapsed",
      "eloquent-gateway; fwd=uri-miss; stored; collapsed",
    ]);
  });

  test("section 2: also where the upstream failed, with an Age", async () => {
    await gateway.upstream.close();

    const answer = await gateway.send("/api/v1/public/down");
    await gateway.upstream.reopen();

    expect(answer.status).toBe(503);
    expect(answer.header("cache-status")).toBe("eloquent-gateway; fwd=uri-miss");
    expect(answer.header("age")).toBe("0");
    expect(answer.values("cache-control")).toEqual(["no-store"]);
  });

  test("a route without a cache says nothing of one", async () => {
    const answer = await gateway.send("/api/v1/uncached", { headers: await bearer() });

    expect(answer.values("cache-status")).toEqual([]);
    expect(answer.values("age")).toEqual([]);
  });
});
