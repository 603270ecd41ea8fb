import { isDeepStrictEqual } from "node:util";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { redisRevocations } from "#lib/gateway/stores/redis-revocations.ts";
import { tcpRedis } from "#lib/gateway/stores/tcp-redis.ts";
import { csrfToken, requestToken, signInAs } from "#tests/auth/sign-in.ts";
import { healthOf } from "#tests/redis/health-of.ts";
import { send } from "#tests/support/http-client.ts";
import { bearer } from "#tests/support/tokens.ts";
import { keepAliveClient } from "./keep-alive-client.ts";
import { startListReaders } from "./list-readers.ts";
import { timesWritten, useReplicas } from "./use-replicas.ts";
import { LISTS, serveVersionedList } from "./versioned-list.ts";

const HIT = "eloquent-gateway; hit";
const LIMIT = 1000;
const CLIENTS = 200;
const REQUESTS_PER_CLIENT = 7;
const STALE_MS_MAX = 1000;
const REVOKED_WITHIN_MS = 5000;
const SCARCE = "/api/v1/scarce";
const PLAIN = "/api/v1/plain";

describe("three replicas on one Redis behind nginx", () => {
  const given = useReplicas({
    defaults: { rate_limit: "off" },
    routes: [
      { path: PLAIN },
      { path: SCARCE, rate_limit: { requests: LIMIT, window: "1h", per: "org" } },
      { path: LISTS, cache_ttl: "60s", cache_scope: "org" },
      { path: LISTS, method: "POST" },
    ],
  });

  /** A caller of an organisation of its own. Caches keep hosts apart: it names the balancer's. */
  async function caller() {
    const host = new URL(given.replicas.balancer.url).host;
    return { host, ...(await bearer({ claims: { org_id: crypto.randomUUID() } })) };
  }

  /** Waits until each replica, asked by itself, answers this token so; no longer than promised. */
  async function expectEverywhere(token: string, expected: number): Promise<void> {
    const headers = { authorization: `Bearer ${token}` };
    const { apps } = given.replicas;
    const statuses = () =>
      Promise.all(apps.map(async ({ url }) => (await send(url + PLAIN, { headers })).status));
    const startedAt = performance.now();
    await expect.poll(statuses, { timeout: REVOKED_WITHIN_MS }).toEqual(apps.map(() => expected));
    console.log(`${expected} everywhere after ${(performance.now() - startedAt).toFixed(0)} ms`);
  }

  test("let an organisation's limit pass, within 1%, whichever of them its 200 clients meet", async () => {
    const { apps, balancer } = given.replicas;

    async function statusesOfClient(client: number, orgId: string): Promise<number[]> {
      const claims = { org_id: orgId, user_id: `user-${client}` };
      const headers = await bearer({ claims });
      const { ask, close } = keepAliveClient(balancer.url);
      const statuses: number[] = [];
      while (statuses.length < REQUESTS_PER_CLIENT) {
        statuses.push((await ask({ path: SCARCE, headers })).status);
      }
      await close();
      return statuses;
    }
    async function statusesOfAll(): Promise<number[]> {
      const orgId = crypto.randomUUID();
      const clients = Array.from({ length: CLIENTS }, (_, client) => client);
      return (await Promise.all(clients.map((client) => statusesOfClient(client, orgId)))).flat();
    }
    // A replica that takes the store to be gone, on a busy machine, counts by itself for a second.
    const outages = () => apps.map((app) => timesWritten(app, /shared store gone/));
    let statuses: number[];
    let before: number[];
    do {
      before = outages();
      statuses = await statusesOfAll();
    } while (!isDeepStrictEqual(outages(), before));

    const passed = statuses.filter((status) => status === 200).length;
    console.log(`${passed} of ${statuses.length} passed under a limit of ${LIMIT}`);
    expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - passed);
    expect(Math.abs(passed - LIMIT)).toBeLessThanOrEqual(LIMIT / 100);
    for (const app of apps) {
      // Logs are written in batches.
      await expect.poll(() => timesWritten(app, /"\/api\/v1\/scarce"/)).toBeGreaterThan(LIMIT / 4);
    }
  });

  test("compute a list once for all of them, and tell the service who asked the balancer", async () => {
    const { apps, balancer, upstream } = given.replicas;
    const headers = await caller();
    const { reads } = serveVersionedList(upstream);
    await send(balancer.url + LISTS, { headers });

    const burst = await Promise.all(
      Array.from({ length: 60 }, () => send(balancer.url + LISTS, { headers })),
    );
    const afterwards = await Promise.all(apps.map((app) => send(app.url + LISTS, { headers })));

    expect(new Set(burst.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set(["200 0"]),
    );
    expect(afterwards.map((answer) => answer.header("cache-status"))).toEqual(apps.map(() => HIT));
    expect(reads()).toBe(1);
    expect(upstream.requests[0]?.headers).toMatchObject({
      "x-forwarded-host": headers.host,
      "x-forwarded-proto": "http",
      // The client, and the balancer.
      "x-forwarded-for": "127.0.0.1, 127.0.0.1",
    });
  });

  test("give no list that is older than a write answered a second ago, whoever took the write", async () => {
    const { apps, balancer, upstream } = given.replicas;
    const headers = await caller();
    serveVersionedList(upstream);
    const readers = startListReaders(
      [...apps, balancer].map(({ url }) => url),
      headers,
    );
    await readers.seen(0);

    for (const [index, writer] of [...apps, ...apps, ...apps].entries()) {
      const version = String(index + 1);
      const written = await send(writer.url + LISTS, { method: "POST", headers });
      readers.written(index + 1);
      const ownRead = await send(writer.url + LISTS, { headers });

      expect([written.text, ownRead.text]).toEqual([version, version]);
      await readers.seen(index + 1);
    }
    const { longestStaleMs, reads } = await readers.stop();

    console.log(`of ${reads} reads none was over ${longestStaleMs.toFixed(0)} ms behind a write`);
    expect(longestStaleMs).toBeLessThan(STALE_MS_MAX);
  });

  test("refuse a token everywhere within 5 s of a sign-out through the balancer", async () => {
    const { balancer } = given.replicas;
    const browser = await signInAs(balancer.url, "user@acme.example");
    const { token } = (await requestToken(browser, balancer.url)).body;
    await expectEverywhere(token, 200);

    await browser.submit(`${balancer.url}/api/auth/signout`, {
      csrfToken: await csrfToken(browser, balancer.url),
    });

    await expectEverywhere(token, 401);
  });

  test("refuse an organisation everywhere within 5 s of its revocation", async () => {
    const { balancer, redis } = given.replicas;
    const browser = await signInAs(balancer.url, "user@globex.example");
    const { token } = (await requestToken(browser, balancer.url)).body;
    await expectEverywhere(token, 200);
    const { org_id: orgId } = decodeJwt<{ org_id: string }>(token);
    const client = tcpRedis(redis.url);
    const operator = redisRevocations({ redis: client, health: healthOf(client) });

    await operator.revoke({ kind: "org", orgId }, 0);

    await expectEverywhere(token, 403);
    expect((await requestToken(browser, balancer.url)).response.status).toBe(403);
    operator.close();
    // What it was reading just then has come when this has.
    await operator.refresh();
    client.close();
  });
});
