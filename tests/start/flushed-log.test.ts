import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { accessLines } from "#tests/support/access-log.ts";
import { type App, startApp } from "#tests/support/app.ts";
import { send } from "#tests/support/http-client.ts";
import { LANES } from "#tests/support/lanes.ts";
import { routesFile } from "#tests/support/routes-file.ts";

const ROUTES = routesFile({
  routes: [{ path: "/api/v1/items", proxy_upstream: "http://127.0.0.1:1" }],
});
const IDS = Array.from({ length: 50 }, (_, index) => `last-request-${index}`);

describe.each(LANES)("%s lane", (lane) => {
  async function started(env: Readonly<Record<string, string>>): Promise<App> {
    const app = await startApp({ lane, routes: ROUTES, env });
    onTestFinished(() => app.stop());
    return app;
  }

  /** Answered requests, whose lines have most likely not been written yet. */
  const ask = (app: App) =>
    Promise.all(
      IDS.map((id) => send(`${app.url}/api/v1/items`, { headers: { "x-request-id": id } })),
    );

  test("leaves the lines of requests answered just before SIGTERM", async () => {
    const app = await started({ SHUTDOWN_DELAY: "0" });
    const closed = once(app.process, "close");
    await ask(app);

    app.process.kill("SIGTERM");
    await closed;

    for (const id of IDS) expect(accessLines(app, id)).toHaveLength(1);
  });

  test("leaves them also where it is told twice, and ends at once", async () => {
    const app = await started({ SHUTDOWN_DELAY: "10m" });
    const closed = once(app.process, "close");
    app.process.kill("SIGTERM");
    await app.outputMatching(/shutting down/);
    await ask(app);

    // The first half second's may be echoes of the first.
    const again = () => {
      app.process.kill("SIGTERM");
      return app.process.exitCode;
    };
    await expect.poll(again, { timeout: 5000 }).toBe(143);
    await closed;

    for (const id of IDS) expect(accessLines(app, id)).toHaveLength(1);
  });
});
