import { readFileSync } from "node:fs";
import { startDemo } from "#demo/start.ts";
import { type App, startApp } from "#tests/support/app.ts";
import { test as signedIn } from "./fixtures.ts";

/** Beyond the shipped routes: a service that is gone, and a limit that is soon reached. */
const FURTHER_ROUTES = `
  - path: /api/v1/legacy
    method: GET
    proxy_upstream: http://127.0.0.1:9
    auth_required: true
    retries: 0
    description: A service that is gone
  - path: /api/v1/scarce
    method: GET
    proxy_upstream: $AGENTS_SERVICE_URL
    upstream_path: /api/v1/status
    auth_required: true
    rate_limit: { requests: 2, window: 60s, per: user }
    description: Twice a minute
`;

// The services' descriptions lie beside the shipped file, which is copied elsewhere.
function shippedRoutes(): string {
  return readFileSync("routes.yaml", "utf8").replaceAll(/^ +openapi: .*\n/gm, "");
}

type Console = {
  /** Ends the gateway's process as a crash would, and starts another on the same port. */
  readonly restart: (between: () => Promise<void>) => Promise<void>;
};

let running: App | null = null;

/** The built app with more to see than the shipped routes show, in front of the demo services. */
export const test = signedIn.extend<Console, { readonly app: App }>({
  app: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads here which fixtures this needs.
    async ({}, use) => {
      const demo = await startDemo();
      const start = (port?: number) =>
        startApp({
          routes: shippedRoutes() + FURTHER_ROUTES,
          lane: "direct",
          ...(port === undefined ? {} : { port }),
          env: {
            AUTH_DEMO: "1",
            AUTH_DEMO_IN_PRODUCTION: "1",
            AGENTS_SERVICE_URL: demo.urls.agents,
            WORKFLOWS_SERVICE_URL: demo.urls.workflows,
            ENTITIES_SERVICE_URL: demo.urls.entities,
            TRUSTED_PROXIES: "127.0.0.1",
          },
        });
      running = await start();
      const { port } = running;
      restartApp = async (between) => {
        await running?.stop();
        await between();
        running = await start(port);
      };
      await use(running);
      await running.stop();
      await demo.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads here that this needs no fixture.
  restart: ({}, use) => use((between) => restartApp(between)),
});

let restartApp: Console["restart"] = () => Promise.reject(new Error("the app has not started"));
