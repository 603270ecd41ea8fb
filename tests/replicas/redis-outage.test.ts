import { describe, expect, test } from "vitest";
import { send } from "#tests/support/http-client.ts";
import { bearer } from "#tests/support/tokens.ts";
import { keepAliveClient } from "./keep-alive-client.ts";
import { timesWritten, useReplicas } from "./use-replicas.ts";
import { LISTS, serveVersionedList } from "./versioned-list.ts";

const LIMITED = "/api/v1/limited";
const SCARCE = "/api/v1/scarce";
const LIMIT = 30;
const CLIENTS = 20;
const GONE = /shared store gone/;
const RECOVERED = /shared store recovered/;

describe("three replicas behind nginx whose Redis is killed twice under load", () => {
  const given = useReplicas({
    defaults: { rate_limit: { requests: 10_000_000, window: "1h" } },
    routes: [
      { path: LIMITED },
      { path: SCARCE, rate_limit: { requests: LIMIT, window: "1h" } },
      { path: LISTS, cache_ttl: "60s", cache_scope: "org" },
      { path: LISTS, method: "POST" },
    ],
  });

  /** Clients that ask for this and that without a pause, until told to stop. */
  function startLoad(headers: Readonly<Record<string, string>>) {
    const kinds = [
      { path: LIMITED },
      { path: LISTS },
      { path: LIMITED },
      { path: LISTS },
      { path: LISTS, method: "POST" },
    ] as const;
    const statuses = new Map<number, number>();
    let isOver = false;
    let answered = 0;
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      const { ask, close } = keepAliveClient(given.replicas.balancer.url);
      for (let index = client; !isOver; index += 1) {
        const kind = kinds[index % kinds.length] ?? kinds[0];
        const { status } = await ask({ ...kind, headers });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        answered += 1;
      }
      await close();
    });
    const ended = Promise.all(clients);
    return {
      /** Resolves when that many more have been answered; rejects when a connection broke. */
      async answers(more: number) {
        const target = answered + more;
        const reached = expect.poll(() => answered, { timeout: 20_000 });
        await Promise.race([reached.toBeGreaterThan(target), ended]);
      },
      async stop() {
        isOver = true;
        await ended;
        return statuses;
      },
    };
  }

  test("answer on without a 5xx, warn once for each outage, and share the limit afterwards", async () => {
    const { apps, balancer, redis, upstream } = given.replicas;
    const headers = await bearer();
    serveVersionedList(upstream);
    const written = (pattern: RegExp) => apps.map((app) => timesWritten(app, pattern));
    const all = (count: number) => apps.map(() => count);
    const load = startLoad(headers);
    await load.answers(500);

    for (const outage of [1, 2]) {
      await redis.kill();
      await expect.poll(() => written(GONE), { timeout: 10_000 }).toEqual(all(outage));
      await load.answers(500);
      await redis.restart();
      await expect.poll(() => written(RECOVERED), { timeout: 10_000 }).toEqual(all(outage));
      await load.answers(500);
    }
    const statuses = await load.stop();

    console.log(`${statuses.get(200)} answers through two outages`);
    expect([...statuses.keys()]).toEqual([200]);
    expect(written(GONE)).toEqual(all(2));
    const scarce = await bearer({ claims: { user_id: crypto.randomUUID() } });
    const answers = await Promise.all(
      Array.from({ length: LIMIT * 2 }, () => send(balancer.url + SCARCE, { headers: scarce })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(LIMIT);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(LIMIT);
  });
});
