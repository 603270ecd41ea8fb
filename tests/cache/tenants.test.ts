import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { LANES } from "#tests/support/lanes.ts";
import { bearer, type TokenOptions } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

const ROUTES = [
  {
    path: "/api/v1/mine/{id}",
    cache_ttl: "60s",
    scopes: ["read"],
    allowed_roles: ["user", "admin"],
  },
  { path: "/api/v1/ours/{id}", cache_ttl: "60s", cache_scope: "org" },
  { path: "/api/v1/open/{id}", cache_ttl: "60s", auth_required: false },
  { path: "/api/v1/shared/{id}", cache_ttl: "60s", cache_scope: "public" },
  { path: "/api/v1/passed/{id}", cache_ttl: "60s", forward_headers: ["authorization", "cookie"] },
  { path: "/api/v1/scarce/{id}", cache_ttl: "60s", rate_limit: { requests: 2, window: "1h" } },
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, { routes: ROUTES, defaults: { rate_limit: "off" } });
  let ids = 0;

  /** Answers that name who asked, so that a mix-up shows in the body. */
  function echo(): string {
    gateway.upstream.answerWith((response, { headers }) => {
      const names = ["x-org-id", "x-user-id", "x-user-role", "authorization", "cookie"];
      response.setHeader("cache-control", "public, max-age=600");
      response.end(JSON.stringify(names.map((name) => headers[name] ?? null)));
    });
    ids += 1;
    return String(ids);
  }
  const ask = async (path: string, claims: TokenOptions["claims"] = {}, more = {}) =>
    gateway.send(path, { headers: { ...(await bearer({ claims })), ...more } });
  const isHit = (answer: { header(name: string): string | null }) =>
    answer.header("cache-status") === "eloquent-gateway; hit";

  test.each([
    ["another org", { org_id: "org-2" }],
    ["another user", { user_id: "user-2" }],
    ["another role", { role: "admin" }],
    ["other scopes", { scopes: ["read"] }],
    ["ids that look like parts of a key", { org_id: "5:org-1", user_id: "6:user-1" }],
    ["ids that meet when joined", { org_id: "org-1user", user_id: "-1" }],
  ])("never gives a user's answer to %s", async (_, claims) => {
    const path = `/api/v1/mine/${echo()}`;
    const own = await ask(path);

    const other = await ask(path, claims);

    expect(isHit(other)).toBe(false);
    expect(gateway.upstream.requests).toHaveLength(2);
    expect((await ask(path)).text).toBe(own.text);
  });

  test("gives an org's answer to everybody of it with the same role, and to nobody else", async () => {
    const path = `/api/v1/ours/${echo()}`;
    const own = await ask(path);

    const colleague = await ask(path, { user_id: "user-2", scopes: [], email: "x@example.com" });
    const superior = await ask(path, { role: "admin" });
    const stranger = await ask(path, { org_id: "org-2" });
    const nobody = await gateway.send(path);

    expect([colleague.text, isHit(colleague)]).toEqual([own.text, true]);
    expect([isHit(superior), isHit(stranger)]).toEqual([false, false]);
    expectEnvelope(nobody, 401, "UNAUTHORIZED");
  });

  test("gives a public answer to all, and no private header with it", async () => {
    for (const route of ["open", "shared"]) {
      const path = `/api/v1/${route}/${echo()}`;
      await ask(path);

      const other = await ask(path, { org_id: "org-2", user_id: "user-9", role: "admin" });

      expect(isHit(other)).toBe(true);
      expect(other.values("cache-control")).toEqual(["public, max-age=600"]);
    }
  });

  test("keeps hits of authenticated routes out of browsers' and CDNs' caches", async () => {
    const path = `/api/v1/ours/${echo()}`;
    await ask(path);

    const hit = await ask(path);

    expect(isHit(hit)).toBe(true);
    expect(hit.values("cache-control")).toEqual(["private, no-cache"]);
    expect(hit.values("vary").join(", ")).toContain("Authorization");
  });

  test.each([
    ["without a token", null, 401, "UNAUTHORIZED"],
    ["with an expired one", { expiresIn: -60 }, 401, "EXPIRED_TOKEN"],
    [
      "with a forged one",
      { secret: "another secret that is thirty-two bytes long" },
      401,
      "UNAUTHORIZED",
    ],
    ["without the scope", { claims: { scopes: ["write"] } }, 403, "INSUFFICIENT_SCOPE"],
    ["with a role that may not", { claims: { role: "viewer" } }, 403, "FORBIDDEN"],
  ] as const)("refuses what is stored to a caller %s", async (_, token, status, code) => {
    const path = `/api/v1/mine/${echo()}`;
    await ask(path);
    expect(isHit(await ask(path))).toBe(true);

    const refused = await gateway.send(path, {
      headers: token === null ? {} : await bearer(token),
    });

    expectEnvelope(refused, status, code);
  });

  test("counts hits against the rate limit", async () => {
    const path = `/api/v1/scarce/${echo()}`;
    const claims = { user_id: crypto.randomUUID() };

    const answers = [await ask(path, claims), await ask(path, claims), await ask(path, claims)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[1]?.header("ratelimit")).toMatch(/;r=0;/);
    expect(isHit(answers[1] ?? { header: () => null })).toBe(true);
  });

  test("gives each its own request id and CORS answer, never the stored one's", async () => {
    const path = `/api/v1/ours/${echo()}`;
    const [first, second] = [await ask(path), await ask(path)];

    expect(isHit(second)).toBe(true);
    expect(second.header("x-request-id")).not.toBe(first.header("x-request-id"));
    expect(second.values("x-request-id")).toHaveLength(1);
  });

  test("tells callers apart by the credentials that a route passes on", async () => {
    const path = `/api/v1/passed/${echo()}`;
    const first = await ask(path, {}, { cookie: "a=1" });

    const same = await ask(path, {}, { cookie: "a=1" });
    const other = await ask(path, {}, { cookie: "a=2" });

    expect(isHit(other)).toBe(false);
    expect(other.text).not.toBe(first.text);
    // The token itself is passed on, and another one may have another time in it.
    expect(same.status).toBe(200);
  });

  test("tells hosts apart", async () => {
    const target = `/api/v1/open/${echo()}`;
    const at = (host: string) => gateway.raw("GET", target, [`Host: ${host}`]);

    const [one, two, again] = [await at("a.example"), await at("b.example"), await at("A.example")];

    expect([one, two, again].map(isHit)).toEqual([false, false, true]);
  });

  test.each([
    ["spelled otherwise", "/api/v1/open/a%2Db", "/api/v1/open/a-b", true],
    ["an escape in the other case", "/api/v1/open/a%3fb", "/api/v1/open/a%3Fb", true],
    ["a query instead of a path", "/api/v1/open/x?1", "/api/v1/open/x%3F1", false],
    ["an empty query", "/api/v1/open/y", "/api/v1/open/y?", false],
    ["another order of the query", "/api/v1/open/z?a=1&b=2", "/api/v1/open/z?b=2&a=1", false],
  ])(
    "keys by the canonical path and the bytes of the query: %s",
    async (_, first, second, isSame) => {
      echo();
      await gateway.raw("GET", first);

      expect(isHit(await gateway.raw("GET", second))).toBe(isSame);
    },
  );
});
