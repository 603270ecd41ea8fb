import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useRedis } from "#tests/redis/backings.ts";
import { type App, startApp } from "#tests/support/app.ts";
import { type Answer, send } from "#tests/support/http-client.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { bearer } from "#tests/support/tokens.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const HIT = "eloquent-gateway; hit";
const KNOWN_WITHIN_MS = 1000;

/** Asks without a pause, so that the answer is hot: it must be looked for again all the same. */
async function expectKnownSoon(read: () => Promise<Answer>, writtenAt: number): Promise<void> {
  for (;;) {
    const askedAt = performance.now();
    const { text } = await read();
    if (text === "1") return;
    expect(askedAt - writtenAt).toBeLessThan(KNOWN_WITHIN_MS);
  }
}
const cached = { cache_ttl: "60s", cache_scope: "org" };
const ROUTES = routesFile({
  defaults: { rate_limit: "off" },
  routes: [
    { path: "/api/v1/agents", ...cached },
    { path: "/api/v1/agents/{id}", ...cached },
    { path: "/api/v1/agents", method: "POST" },
    { path: "/api/v1/tagged", ...cached },
  ],
});

describe.each(["tcp", "rest"] as const)("two replicas on one Redis (%s)", (transport) => {
  const backing = useRedis(transport);
  let upstream: UpstreamServer;
  let apps: readonly [App, App];

  beforeAll(async () => {
    upstream = await startUpstream();
    const store =
      transport === "tcp"
        ? { REDIS_URL: backing.server.url }
        : {
            UPSTASH_REDIS_REST_URL: backing.bridge.url,
            UPSTASH_REDIS_REST_TOKEN: backing.bridge.token,
          };
    const env = { UPSTREAM: upstream.url, ...store };
    const start = () => startApp({ lane: "direct", routes: ROUTES, env });
    apps = await Promise.all([start(), start()]);
  });
  afterAll(async () => {
    await Promise.all((apps ?? []).map((app) => app.stop()));
    await upstream.close();
  });

  /** A caller of an org of its own, and an upstream that counts the writes that it has answered. */
  async function caller() {
    // Replicas stand behind one name; a cache keeps hosts apart.
    const host = "app.example";
    const headers = { host, ...(await bearer({ claims: { org_id: crypto.randomUUID() } })) };
    let version = 0;
    upstream.reset();
    upstream.answerWith((response, { method }) => {
      if (method === "POST") version += 1;
      response.setHeader("etag", `"${version}"`);
      response.end(String(version));
    });
    const at = (replica: 0 | 1, path = "agents") => `${apps[replica].url}/api/v1/${path}`;
    return {
      read: (replica: 0 | 1, path?: string) => send(at(replica, path), { headers }),
      write: (replica: 0 | 1) => send(at(replica), { method: "POST", headers }),
      calls: () => upstream.requests.filter(({ method }) => method === "GET").length,
    };
  }

  test("what one has stored the other gives, without asking the upstream", async () => {
    const { calls, read } = await caller();
    const first = await read(0);

    const second = await read(1);

    // Who asks before it has been stored is the second to ask for the same.
    expect(second.header("cache-status")).toMatch(/; (?:hit|collapsed)$/);
    expect(second.text).toBe(first.text);
    expect(second.header("etag")).toBe('"0"');
    expect(calls()).toBe(1);
  });

  test("a burst at both makes one upstream call", async () => {
    const { calls, read } = await caller();

    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => read(index % 2 === 0 ? 0 : 1, "agents/7")),
    );

    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(["0"]));
    expect(calls()).toBe(1);
  });

  test("a write at one is known to it at once, and to the other within a second", async () => {
    const { read, write } = await caller();
    await read(0);
    await read(1);

    await write(0);
    const writtenAt = performance.now();

    expect((await read(0)).text).toBe("1");
    await expectKnownSoon(() => read(1), writtenAt);
  });

  test("a Redis that was flushed costs calls and nothing else", async () => {
    const { read, write } = await caller();
    await read(0);
    await read(1);
    await backing.server.command("FLUSHALL");

    await write(0);

    expect((await read(0)).text).toBe("1");
    await expect.poll(async () => (await read(1)).text, { timeout: 3000 }).toBe("1");
    expect((await read(1)).header("cache-status")).toBe(HIT);
  });

  test("a full Redis costs calls and nothing else", async () => {
    const { read, write } = await caller();
    await read(0);
    await read(1);
    await backing.server.command("CONFIG", "SET", "maxmemory", "1");

    const written = await write(0);
    const answers = [await read(0), await read(0)];
    await backing.server.command("CONFIG", "SET", "maxmemory", "0");

    expect(written.status).toBe(200);
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [200, "1"],
      [200, "1"],
    ]);
    await expect.poll(async () => (await read(1)).text, { timeout: 5000 }).toBe("1");
    // Both believe it again after a while.
    for (const replica of [0, 1] as const) {
      await expect
        .poll(async () => (await read(replica)).header("cache-status"), { timeout: 10_000 })
        .toBe(HIT);
    }
  });

  test("a Redis that dies under load costs no answer, and gives none that a write outdated", async () => {
    const { read, write } = await caller();
    let isOver = false;
    const statuses = new Set<number>();
    const load = [0, 1].map(async (replica) => {
      while (!isOver) statuses.add((await read(replica === 0 ? 0 : 1)).status);
    });

    await backing.server.kill();
    const written = await write(0);
    const writtenAt = performance.now();
    await expectKnownSoon(() => read(1), writtenAt);
    const bypassed = await read(1);
    await backing.server.restart();
    await expect
      .poll(async () => (await read(1)).header("cache-status"), { timeout: 10_000 })
      .toBe(HIT);
    isOver = true;
    await Promise.all(load);

    expect(written.status).toBe(200);
    expect(bypassed.header("cache-status")).toBe("eloquent-gateway; fwd=bypass");
    expect(statuses).toEqual(new Set([200]));
    expect((await read(1)).text).toBe("1");
  });
});
