import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import type { Answer } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { makeToken, type TokenOptions } from "#tests/support/tokens.ts";
import { ORG, signed } from "./attack.ts";
import { DODGES } from "./limit-dodges.ts";
import { SERVED } from "./oracle.ts";
import { UNKEYED } from "./unkeyed-headers.ts";
import { useHostileGateway } from "./use-hostile-gateway.ts";

const cached = { cache_ttl: "60s" };
const limited = { rate_limit: { requests: 2, window: "1h" } };
const ROUTES = [
  { ...cached, path: "/api/v1/mine/{rest*}", scopes: ["read"], allowed_roles: ["user", "admin"] },
  { ...cached, path: "/api/v1/ours/{rest*}", cache_scope: "org" },
  { ...cached, path: "/api/v1/shared/{rest*}", cache_scope: "public" },
  { ...cached, path: "/api/v1/open/{rest*}", auth_required: false },
  { path: "/api/v1/limited", ...limited },
  { path: "/api/v1/limited/{id}", ...limited },
  { path: "/api/v1/limited-org", rate_limit: { ...limited.rate_limit, per: "org" } },
  { path: "/api/v1/limited-open/{rest*}", auth_required: false, ...limited },
];

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useHostileGateway(lane, { routes: ROUTES, defaults: { rate_limit: "off" } });
  let ids = 0;

  /** Answers of the upstream say all that it was told, and how often it was called. */
  function echo(): string {
    let calls = 0;
    gateway.upstream.answerWith((response, { rawHeaders, target }) => {
      calls += 1;
      response.setHeader(SERVED, "echo");
      response.setHeader("cache-control", "public, max-age=600");
      response.end(JSON.stringify({ calls, target, rawHeaders }));
    });
    ids += 1;
    return `${lane}-${ids}`;
  }
  const isHit = (answer: Answer) => answer.header("cache-status") === "eloquent-gateway; hit";
  const ask = (target: string, claims = {}, lines: readonly string[] = []) =>
    gateway.attack({ target, lines: [signed(claims), ...lines] });

  test.each([
    ["another user", { user_id: "user-2" }],
    ["another role", { role: "admin" }],
    ["fewer scopes", { scopes: ["read"] }],
    ["more scopes", { scopes: ["read", "write", "write:agents", "admin"] }],
    ["a user id that ends as the key goes on", { user_id: "user-1\u007c" }],
    ["a user id in capitals", { user_id: "USER-1" }],
    ["a user id in another normal form", { user_id: "us\u00e9r".normalize("NFD") }],
  ])("gives no stored answer of a user to %s", async (_, claims) => {
    const target = `/api/v1/mine/${echo()}`;
    await ask(target);
    await ask(target, { user_id: "us\u00e9r" });

    expect(isHit(await ask(target, claims))).toBe(false);
    expect(isHit(await ask(target))).toBe(true);
  });

  test.each([
    ["nobody", null, 401, "UNAUTHORIZED"],
    ["an expired token", { expiresIn: -60 }, 401, "EXPIRED_TOKEN"],
    [
      "a forged token",
      { secret: "another secret that is thirty-two bytes long" },
      401,
      "UNAUTHORIZED",
    ],
    ["too few scopes", { claims: { scopes: ["write"] } }, 403, "INSUFFICIENT_SCOPE"],
    ["a role that may not", { claims: { role: "viewer" } }, 403, "FORBIDDEN"],
  ] as const)(
    "gives no stored answer to %s, in whatever form it is asked for",
    async (_, token, status, code) => {
      const target = `/api/v1/mine/${echo()}`;
      const stored = await ask(target);
      expect(isHit(await ask(target))).toBe(true);
      const lines = token === null ? [] : [`Authorization: Bearer ${await tokenOf(token)}`];

      for (const condition of [
        [],
        ["If-None-Match: *"],
        ["If-Modified-Since: Fri, 01 Jan 2038 00:00:00 GMT"],
        ["Range: bytes=0-0"],
        ["Cache-Control: only-if-cached"],
      ]) {
        const answer = await gateway.attack({ target, lines: [...lines, ...condition] });

        expectEnvelope(answer, status, code);
        expect(answer.text).not.toContain(stored.text.slice(0, 20));
        expect(answer.header("etag")).toBeNull();
      }
      expect(gateway.targets).toHaveLength(1);
    },
  );

  test.each(["HEAD", "OPTIONS"])("tells nobody by %s what is stored", async (method) => {
    const target = `/api/v1/mine/${echo()}`;
    await ask(target);

    const answer = await gateway.attack({ method, target });

    expect(answer.status).toBe(method === "HEAD" ? 401 : 204);
    expect(answer.header("cache-status")).toBeNull();
  });

  test("stores nothing for those with a token that nobody without one may see", async () => {
    for (const route of ["mine", "ours", "shared"]) {
      const target = `/api/v1/${route}/${echo()}`;
      await ask(target);

      expectEnvelope(await gateway.attack({ target }), 401, "UNAUTHORIZED");
    }
  });

  test.each(["shared", "open", "ours"])(
    "stores under %s nothing that an unkeyed header has shaped",
    async (route) => {
      for (const [name, line] of UNKEYED) {
        const target = `/api/v1/${route}/${echo()}`;

        const poisoned = await ask(target, {}, [line]);
        const victim = await ask(target);

        expect([name, isHit(victim)]).toEqual([name, true]);
        expect(poisoned.text).not.toContain("poison");
        expect(victim.text).not.toContain("poison");
      }
    },
  );

  test("keeps apart what a Host has shaped, whatever it looks like", async () => {
    const target = `/api/v1/open/${echo()}`;
    await ask(target, {}, ["Host: poison.example"]);

    const victim = await ask(target);

    expect(isHit(victim)).toBe(false);
    expect(victim.text).not.toContain("poison");
  });

  test.each([
    ["a style sheet", "/x.css"],
    ["a script in a parameter", "/x;.js"],
    ["an image in the query", "?.png"],
    ["a page of Next's", "/_next/static/x.js"],
    ["a well-known file", "/robots.txt"],
    ["a favicon behind an escaped mark", "/%3ffavicon.ico"],
    ["a source behind an escaped hash", "/%23.css"],
  ])("lets no cache in front keep a caller's answer for the name of %s", async (_, suffix) => {
    for (const route of ["mine", "ours"]) {
      const answer = await ask(`/api/v1/${route}/${echo()}${suffix}`);

      expect(answer.status).toBe(200);
      expect(answer.values("cache-control")).toEqual(["private, no-cache"]);
      expect(answer.values("vary").join(", ")).toContain("Authorization");
    }
  });

  test.each([
    ["an escaped slash", "%2fx.css"],
    ["an escaped NUL", "%00.css"],
    ["an escaped line break", "%0a.css"],
    ["dots behind a mark", "/..%2fx.css"],
  ])("refuses a name for caches behind %s", async (_, suffix) => {
    expectEnvelope(await ask(`/api/v1/mine/${echo()}${suffix}`), 400, "BAD_REQUEST");
  });

  test("asks the service anew for each spelling of a query, and stores no refusal", async () => {
    const target = `/api/v1/open/${echo()}`;

    const answers = [];
    for (const query of ["?a=1&b=2", "?b=2&a=1", "?a=1&b=2&", "?A=1&b=2", "?a=%31&b=2", "?a=1;b=2"])
      answers.push(await ask(target + query));

    expect(answers.filter(isHit)).toEqual([]);
    expect(gateway.targets).toHaveLength(6);
  });

  test.each(DODGES)("counts a user's requests together, sent with %s", async (_, vary) => {
    const user = { user_id: `user-${echo()}` };
    const statuses = [];
    for (const n of [1, 2, 3]) {
      const { lines = [], query = "" }: { lines?: readonly string[]; query?: string } = vary(n);
      statuses.push((await ask(`/api/v1/limited${query}`, user, lines)).status);
    }

    expect(statuses).toEqual([200, 200, 429]);
  });

  test.each(DODGES)("counts an address's requests together, sent with %s", async (name, vary) => {
    // One bucket for all: the first two requests of the file's first row are the last that pass.
    echo();
    const answers = [];
    for (const n of [1, 2, 3]) {
      const { lines = [], query = "" }: { lines?: readonly string[]; query?: string } = vary(n);
      const target = `/api/v1/limited-open/${DODGES.findIndex(([other]) => other === name)}${query}`;
      answers.push(await gateway.attack({ target, lines }));
    }

    expect(answers.at(-1)?.status).toBe(429);
  });

  test("counts a path's spellings, its parameters and HEAD together", async () => {
    const user = { user_id: `user-${echo()}` };
    const lines = [signed(user)];

    const statuses = [
      await gateway.attack({ target: "/api/v1/limited/a", lines }),
      await gateway.attack({ method: "HEAD", target: "/api/v1/%6cimited/b", lines }),
      await gateway.attack({ target: "http://other.example/api/v1/limited/%63", lines }),
    ].map(({ status }) => status);

    expect(statuses).toEqual([200, 200, 429]);
  });

  test("counts a user's tokens together, whatever else they say", async () => {
    const user = { user_id: `user-${echo()}` };
    const variants = [{ jti: "a.1" }, { jti: "b.2", role: "admin" }, { scopes: [], email: "x@y" }];
    const statuses = [];
    for (const claims of variants)
      statuses.push((await ask("/api/v1/limited", { ...user, ...claims })).status);

    expect(statuses).toEqual([200, 200, 429]);
  });

  test("counts an org's users together where the route says so", async () => {
    echo();
    const statuses = [];
    for (const user_id of ["one", "two", "three"])
      statuses.push((await ask("/api/v1/limited-org", { user_id })).status);

    expect(statuses).toEqual([200, 200, 429]);
  });
});

function tokenOf({ claims = {}, ...options }: TokenOptions): Promise<string> {
  return makeToken({ ...options, claims: { org_id: ORG, ...claims } });
}
