import { describe, expect, test } from "vitest";
import { expectEnvelope } from "#tests/support/envelope.ts";
import type { Answer } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { bearer } from "#tests/support/tokens.ts";
import { useGateway } from "#tests/support/use-gateway.ts";

// A window of an hour: what is left does not change while a test runs.
const limit = (requests: number, per?: string) => ({
  rate_limit: { requests, window: "1h", ...(per === undefined ? {} : { per }) },
});
const ROUTES = [
  { path: "/api/v1/default-a" },
  { path: "/api/v1/default-b" },
  { path: "/api/v1/user", ...limit(1) },
  { path: "/api/v1/org", ...limit(1, "org") },
  { path: "/api/v1/ip", ...limit(1, "ip") },
  { path: "/api/v1/public", auth_required: false, ...limit(1) },
  { path: "/api/v1/off", rate_limit: "off" },
  { path: "/api/v1/three", ...limit(3) },
  { path: "/api/v1/scoped", scopes: ["write:agents"], ...limit(1) },
];
const left = (answer: Answer) => Number(/;r=(\d+)/.exec(answer.header("ratelimit") ?? "")?.[1]);

describe.each(LANES)("%s lane", (lane) => {
  const gateway = useGateway(lane, {
    routes: ROUTES,
    defaults: { rate_limit: { requests: 100, window: "1h" } },
    env: { TRUSTED_PROXIES: "127.0.0.1" },
  });
  let people = 0;
  // Limits outlive a test, so each has people of its own.
  const someone = (org = `org-${++people}`) => ({ org_id: org, user_id: `user-${++people}` });
  const call = async (path: string, claims: object, from = "192.0.2.1") =>
    gateway.send(path, {
      headers: { ...(await bearer({ claims: { ...claims } })), "x-forwarded-for": from },
    });

  test("says in every answer what the limit is and what is left of it", async () => {
    const claims = someone();

    const first = await call("/api/v1/three", claims);
    const second = await call("/api/v1/three", claims);

    expect(first.header("ratelimit-policy")).toBe('"GET /api/v1/three";q=3;w=3600');
    expect(first.header("ratelimit")).toMatch(/^"GET \/api\/v1\/three";r=2;t=\d+$/);
    expect(left(second)).toBe(1);
  });

  test("refuses what is beyond the limit, and says when to try again", async () => {
    const claims = someone();
    await call("/api/v1/user", claims);

    const answer = await call("/api/v1/user", claims);

    expectEnvelope(answer, 429, "RATE_LIMITED");
    expect(answer.header("retry-after")).toMatch(/^[1-9]\d*$/);
    expect(Number(answer.header("retry-after"))).toBeLessThanOrEqual(2 * 3600);
    expect(answer.header("ratelimit-policy")).toBe('"GET /api/v1/user";q=1;w=3600');
    expect(left(answer)).toBe(0);
    expect(gateway.upstream.requests).toHaveLength(1);
  });

  test("takes every request up to the limit, also at once, and none more", async () => {
    const claims = someone();

    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call("/api/v1/three", claims)),
    );

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(gateway.upstream.requests).toHaveLength(3);
  });

  test("counts users apart, also those of the same name in another org", async () => {
    const claims = someone();
    await call("/api/v1/user", claims);

    expect((await call("/api/v1/user", { ...claims, user_id: "another" })).status).toBe(200);
    expect((await call("/api/v1/user", { ...claims, org_id: "another" })).status).toBe(200);
    expect((await call("/api/v1/user", claims)).status).toBe(429);
  });

  test("does not mix up users whose ids meet at the seam", async () => {
    expect((await call("/api/v1/user", { org_id: "a:b", user_id: "c" })).status).toBe(200);
    expect((await call("/api/v1/user", { org_id: "a", user_id: "b:c" })).status).toBe(200);
  });

  test("counts an org's users together where the route says so", async () => {
    const claims = someone();
    await call("/api/v1/org", claims);

    expect((await call("/api/v1/org", someone(claims.org_id))).status).toBe(429);
    expect((await call("/api/v1/org", someone())).status).toBe(200);
  });

  test("counts an address's users together where the route says so", async () => {
    expect((await call("/api/v1/ip", someone(), "198.51.100.1")).status).toBe(200);
    expect((await call("/api/v1/ip", someone(), "198.51.100.1")).status).toBe(429);
    expect((await call("/api/v1/ip", someone(), "198.51.100.2")).status).toBe(200);
  });

  test("counts a public route per address, IPv6 by its network", async () => {
    const from = (address: string) =>
      gateway.send("/api/v1/public", { headers: { "x-forwarded-for": address } });

    expect((await from("2001:db8:1:1::1")).status).toBe(200);
    expect((await from("2001:db8:1:1:ffff::9")).status).toBe(429);
    expect((await from("2001:db8:1:2::1")).status).toBe(200);
  });

  test("shares one limit among the routes on the default", async () => {
    const claims = someone();

    const first = await call("/api/v1/default-a", claims);
    const second = await call("/api/v1/default-b", claims);

    expect(first.header("ratelimit-policy")).toBe('"default";q=100;w=3600');
    expect(left(first) - left(second)).toBe(1);
  });

  test("leaves a route alone that has it switched off", async () => {
    const answer = await call("/api/v1/off", someone());

    expect(answer.header("ratelimit")).toBeNull();
    expect(answer.header("ratelimit-policy")).toBeNull();
  });

  test("does not count what was refused before", async () => {
    const claims = someone();
    const refused = await call("/api/v1/scoped", { ...claims, scopes: [] });

    expectEnvelope(refused, 403, "INSUFFICIENT_SCOPE");
    expect((await call("/api/v1/scoped", claims)).status).toBe(200);
  });
});
