import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accessLines } from "#tests/support/access-log.ts";
import { type App, startApp } from "#tests/support/app.ts";
import { expectEnvelope } from "#tests/support/envelope.ts";
import { type Sending, send, start } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { startUpstream, type UpstreamServer } from "#tests/support/upstream.ts";

const open = { auth_required: false, retries: 0 };
const ROUTES = [
  { ...open, path: "/api/v1/items" },
  { ...open, path: "/api/v1/items", method: "POST" },
  { ...open, path: "/api/v1/others" },
  { ...open, path: "/api/v1/elsewhere", proxy_upstream: "$HEALTHY" },
];

describe.each(LANES)("%s lane", (lane) => {
  let app: App;
  let failing: UpstreamServer;
  let healthy: UpstreamServer;

  beforeAll(async () => {
    [failing, healthy] = await Promise.all([startUpstream(), startUpstream()]);
  });
  // Each test begins with circuits of its own.
  beforeEach(async () => {
    const env = { UPSTREAM: failing.url, HEALTHY: healthy.url };
    app = await startApp({ lane, routes: routesFile({ routes: ROUTES }), env });
  });
  afterEach(async () => {
    failing.reset();
    await app.stop();
  });
  afterAll(() => Promise.all([failing.close(), healthy.close()]));

  const call = (path: string, sending?: Sending) => send(app.url + path, sending);
  const ready = async () => JSON.parse((await call("/ready")).text);

  /** Answers with that status, or hangs up. */
  function fail(status: number | null): void {
    failing.answerWith((response) => {
      if (status === null) response.destroy();
      else response.writeHead(status).end();
    });
  }

  async function callTimes(times: number, path = "/api/v1/items"): Promise<number[]> {
    const statuses: number[] = [];
    for (let request = 0; request < times; request++) statuses.push((await call(path)).status);
    return statuses;
  }

  test.each([502, 503, 504, null])(
    "stops calling a service whose answers are %s, and says when to come again",
    async (status) => {
      fail(status);

      const before = await callTimes(20);
      const answer = await call("/api/v1/items", { headers: { "x-request-id": "req-refused-1" } });

      expect(new Set(before)).toEqual(new Set([status ?? 502]));
      expectEnvelope(answer, 503, "SERVICE_UNAVAILABLE");
      expect(answer.header("retry-after")).toBe("5");
      expect(failing.requests).toHaveLength(20);
      await expect
        .poll(() => accessLines(app, "req-refused-1"))
        .toMatchObject([{ reason: "circuit_open", attempts: 0, status: 503 }]);
    },
  );

  test("refuses every route of that service and no other, and is degraded but ready", async () => {
    fail(503);
    const before = await ready();

    await callTimes(20);
    const others = await call("/api/v1/others");
    const elsewhere = await call("/api/v1/elsewhere");
    const readiness = await call("/ready");

    expect(before).toMatchObject({ status: "ready", checks: { upstreams: "ok" } });
    expectEnvelope(others, 503, "SERVICE_UNAVAILABLE");
    expect([elsewhere.status, readiness.status]).toEqual([200, 200]);
    expect(JSON.parse(readiness.text)).toMatchObject({
      status: "degraded",
      checks: { upstreams: "circuit open: UPSTREAM" },
    });
  });

  test("lets requests through again when the service answers again, and logs each change once", async () => {
    fail(503);
    await callTimes(20);
    failing.reset();

    await expect
      .poll(async () => (await call("/api/v1/items")).status, { timeout: 15_000 })
      .toBe(200);

    expect(await callTimes(20)).not.toContain(503);
    expect(await ready()).toMatchObject({ status: "ready" });
    await expect.poll(() => circuitLines(app)).toEqual(["open", "half_open", "closed"]);
  });

  test("stays open over a reload of routes.yaml", async () => {
    fail(503);
    await callTimes(20);

    writeFileSync(app.routesFile, `${readFileSync(app.routesFile, "utf8")}\n# changed\n`);
    await app.outputMatching(/configuration reloaded/);

    expect(circuitLines(app)).toEqual(["open"]);
    expectEnvelope(await call("/api/v1/items"), 503, "SERVICE_UNAVAILABLE");
    expect(failing.requests).toHaveLength(20);
  });

  test("is not impressed by the service's own 500, or by errors of clients", async () => {
    fail(500);
    const own = await callTimes(15);
    fail(404);
    await callTimes(15);

    expect([...new Set(own)]).toEqual([500]);
    expect(await ready()).toMatchObject({ status: "ready" });
    expect(failing.requests).toHaveLength(30);
  });

  test("does not count clients that leave before the answer", async () => {
    let seen = 0;
    failing.handleWith((request) => {
      seen += 1;
      request.resume();
    });
    for (let request = 0; request < 30; request++) {
      const leaving = start(`${app.url}/api/v1/items`, {});
      leaving.end();
      await expect.poll(() => seen).toBe(request + 1);
      leaving.destroy();
    }
    failing.reset();

    expect(await callTimes(5)).toEqual([200, 200, 200, 200, 200]);
    expect(circuitLines(app)).toEqual([]);
  });
});

function circuitLines(app: App): unknown[] {
  return app
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{") && line.includes('"circuit":'))
    .map((line) => JSON.parse(line).circuit);
}
