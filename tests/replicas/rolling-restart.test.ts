import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { type App, freePort, startApp } from "#tests/support/app.ts";
import { startCheckingBalancer } from "#tests/support/checking-balancer.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";
import { startUpstream } from "#tests/support/upstream.ts";
import { startSteadyLoad } from "./steady-load.ts";
import { timesWritten } from "./use-replicas.ts";

const ITEMS = "/api/v1/items";
const PER_SECOND = 500;
const PATIENCE = { timeout: 30_000, interval: 20 };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

test.each(LANES)(
  "three replicas in the %s lane, restarted in turn at 500 requests/s, lose none",
  async (lane) => {
    const upstream = await startUpstream();
    ends.push(() => upstream.close());
    const routes = routesFile({
      defaults: { rate_limit: "off" },
      routes: ["GET", "POST"].map((method) => ({ path: ITEMS, method, auth_required: false })),
    });
    const start = async (port: number): Promise<App> => {
      const env = { UPSTREAM: upstream.url, SHUTDOWN_DELAY: "1s" };
      const app = await startApp({ lane, routes, port, env });
      ends.push(() => app.stop());
      return app;
    };
    const ports = [await freePort(), await freePort(), await freePort()];
    const apps = await Promise.all(ports.map(start));
    const balancer = await startCheckingBalancer(ports);
    ends.push(() => balancer.stop());
    const load = startSteadyLoad({
      ...{ path: ITEMS, connections: 64 },
      url: balancer.url,
      perSecond: PER_SECOND,
    });
    ends.push(() => load.stop());
    const serves = (app: App) =>
      expect.poll(() => timesWritten(app, /"status":200/), PATIENCE).toBeGreaterThan(0);
    await Promise.all(apps.map(serves));

    for (const app of apps) {
      const exited = once(app.process, "exit");
      app.process.kill("SIGTERM");
      expect(await exited).toEqual([0, null]);
      await serves(await start(app.port));
    }

    const outcomes = await load.stop();
    console.log(`${load.answered()} answers through three restarts`);
    expect([...outcomes.keys()]).toEqual([200]);
  },
  120_000,
);
