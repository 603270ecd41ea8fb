import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import type { RevocationTarget } from "#lib/gateway/identity/revocation.ts";
import { redisRevocations } from "#lib/gateway/stores/redis-revocations.ts";
import { csrfToken, requestToken, signInAs } from "#tests/auth/sign-in.ts";
import type { App } from "#tests/support/app.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { type Answer, send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { bearer, GOOD_CLAIMS } from "#tests/support/tokens.ts";
import { useRedis } from "./backings.ts";
import { healthOf } from "./health-of.ts";
import { useReplicas } from "./use-replicas.ts";

const KNOWN_WITHIN_MS = 5000;

const CASES = [...LANES.map((lane) => [lane, "tcp"] as const), ["direct", "rest"] as const];

describe.each(CASES)("two replicas (%s lane) on one Redis (%s)", (lane, transport) => {
  const backing = useRedis(transport);
  const replicas = useReplicas(lane, transport, backing);

  test("share one limit, exactly, whoever is asked how often", async () => {
    const { one, two } = replicas;

    const answers = await whileShared([one, two], async () => {
      const headers = await bearer({ claims: { user_id: crypto.randomUUID() } });
      return Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          send(`${(index % 3 === 0 ? one : two).url}/api/v1/scarce`, { headers }),
        ),
      );
    });

    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(refused).toHaveLength(30);
    for (const answer of refused) {
      expectEnvelope(answer, 429, "RATE_LIMITED");
      expect(answer.header("ratelimit-policy")).toMatch(/;q=10;w=3600$/);
      expect(Number(answer.header("retry-after"))).toBeGreaterThan(0);
    }
  });

  test("refuse a token on both when its session signs out at one of them", async () => {
    const { one, two } = replicas;
    const browser = await signInAs(one.url, "user@acme.example");
    const { token } = (await requestToken(browser, one.url)).body;
    const cookies = browser.cookie(one.url, "next-auth.session-token") ?? "";
    const headers = { authorization: `Bearer ${token}` };
    const before = await Promise.all([plain(one, headers), plain(two, headers)]);

    await browser.submit(`${one.url}/api/auth/signout`, {
      csrfToken: await csrfToken(browser, one.url),
    });

    expect(before.map(({ status }) => status)).toEqual([200, 200]);
    for (const app of [one, two]) {
      const refused = await answerOnceRefused(app, headers);
      expectEnvelope(refused, 401, "UNAUTHORIZED");
      expect(refused.header("www-authenticate")).toMatch(/error="invalid_token"/);
      browser.setCookie(app.url, "next-auth.session-token", cookies);
      expect((await requestToken(browser, app.url)).response.status).toBe(401);
    }
  });

  test("refuse a user, and an organisation, that an operator has revoked", async () => {
    const redis = backing.connect();
    const operator = redisRevocations({ redis, health: healthOf(redis) });
    const browser = await signInAs(replicas.one.url, "user@globex.example");
    const { token } = (await requestToken(browser, replicas.one.url)).body;
    const headers = { authorization: `Bearer ${token}` };
    const claims = decodeJwt<{ org_id: string; user_id: string }>(token);
    const ids = { orgId: claims.org_id, userId: claims.user_id };

    const refusals: [RevocationTarget, number, string][] = [
      [{ kind: "user", ...ids }, 401, "UNAUTHORIZED"],
      [{ kind: "org", orgId: ids.orgId }, 403, "FORBIDDEN"],
    ];
    for (const [target, status, code] of refusals) {
      await operator.revoke(target, 0);
      for (const app of [replicas.one, replicas.two]) {
        const isThere = ({ status: found }: Answer) => found === status;
        expectEnvelope(await answerOnce(isThere, app, headers), status, code);
      }
      expect((await requestToken(browser, replicas.one.url)).response.status).toBe(status);
    }
    operator.close();
    // What it was reading just then has come when this has.
    await operator.refresh();
  });

  test("limit by themselves while Redis is away, answer on, and share again when it is back", async () => {
    const { one, two } = replicas;
    const headers = await bearer({ claims: { ...GOOD_CLAIMS, user_id: crypto.randomUUID() } });
    await backing.server.kill();

    const startedAt = performance.now();
    const first = await send(`${one.url}/api/v1/scarcer`, { headers });
    // A library's own retries would take 4 s and more.
    expect(performance.now() - startedAt).toBeLessThan(3000);
    const statuses = await statusesOf([one, one, one, two, two, two, two], headers);

    expect([first.status, ...statuses]).toEqual([200, 200, 200, 429, 200, 200, 200, 429]);
    expect(await readiness(one)).toEqual([200, "degraded", "gone"]);
    await backing.server.restart();
    const shared = await whileShared([one, two], async () => {
      const claims = { ...GOOD_CLAIMS, user_id: crypto.randomUUID() };
      return statusesOf([one, two, one, two, one], await bearer({ claims }));
    });

    expect(shared).toEqual([200, 200, 200, 429, 429]);
    for (const app of [one, two]) await app.outputMatching(/shared store recovered/);
  });

  async function statusesOf(apps: readonly App[], headers: Record<string, string>) {
    const statuses = [];
    for (const app of apps) {
      statuses.push((await send(`${app.url}/api/v1/scarcer`, { headers })).status);
    }
    return statuses;
  }
});

/**
 * What an action gives while both use the store. On a busy machine Redis may not answer for a moment,
 * and each replica then counts by itself, as it should: such an action is done again.
 */
async function whileShared<T>(apps: readonly App[], act: () => Promise<T>): Promise<T> {
  const states = () => Promise.all(apps.map(readiness));
  const all = apps.map(() => [200, "ready", "ok"]);
  for (;;) {
    await expect.poll(states).toEqual(all);
    const result = await act();
    // An outage lasts until the store is looked at again, a second later.
    if (isDeepStrictEqual(await states(), all)) return result;
  }
}

async function readiness(app: App) {
  const answer = await send(`${app.url}/ready`);
  const { status, checks } = JSON.parse(answer.text);
  return [answer.status, status, checks.redis];
}

const plain = (app: App, headers: Record<string, string>) =>
  send(`${app.url}/api/v1/plain`, { headers });

const answerOnceRefused = (app: App, headers: Record<string, string>) =>
  answerOnce(({ status }) => status !== 200, app, headers);

/** The first answer of the kind; fails when there is none within the time that is promised. */
async function answerOnce(
  isOfKind: (answer: Answer) => boolean,
  app: App,
  headers: Record<string, string>,
): Promise<Answer> {
  const deadline = performance.now() + KNOWN_WITHIN_MS;
  for (;;) {
    const answer = await plain(app, headers);
    if (isOfKind(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`still ${answer.status} after 5 s`);
    await pause(50);
  }
}
