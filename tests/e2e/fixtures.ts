import { readFileSync } from "node:fs";
import { test as base, type Page } from "playwright/test";
import { DEMO_ACCOUNTS } from "#demo/accounts.ts";
import { startDemo } from "#demo/start.ts";
import { type App, startApp } from "#tests/support/app.ts";

type Fixtures = {
  /** Signs a demo account in on the start page, and waits until it holds a token. */
  readonly signIn: (email: string) => Promise<void>;
  /** Chooses a route (`GET /api/v1/agents`) on the start page. */
  readonly choose: (route: string) => Promise<void>;
  /** Chooses a route on the start page and sends it as it is filled in. */
  readonly send: (route: string) => Promise<void>;
};

type WorkerFixtures = {
  /** The built app with the shipped routes, in front of the demo services. */
  readonly app: App;
};

let clients = 0;

export const test = base.extend<Fixtures, WorkerFixtures>({
  app: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads here which fixtures this needs.
    async ({}, use) => {
      const demo = await startDemo();
      const app = await startApp({
        routes: readFileSync("routes.yaml", "utf8"),
        lane: "direct",
        env: {
          AUTH_DEMO: "1",
          AUTH_DEMO_IN_PRODUCTION: "1",
          AGENTS_SERVICE_URL: demo.urls.agents,
          WORKFLOWS_SERVICE_URL: demo.urls.workflows,
          ENTITIES_SERVICE_URL: demo.urls.entities,
          TRUSTED_PROXIES: "127.0.0.1",
        },
      });
      await use(app);
      await app.stop();
      await demo.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: ({ app }, use) => use(app.url),
  // Each test is a client of its own: sign-ins are limited by address.
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads here that this needs no fixture.
  extraHTTPHeaders: async ({}, use) => {
    clients += 1;
    await use({ "x-forwarded-for": `192.0.2.${clients}` });
  },
  signIn: ({ page }, use) => use((email) => signInOn(page, email)),
  choose: ({ page }, use) => use((route) => page.locator(`input[value="${route}"]`).check()),
  send: ({ page, choose }, use) =>
    use(async (route) => {
      await choose(route);
      await page.getByRole("button", { name: "Send", exact: true }).click();
    }),
});

async function signInOn(page: Page, email: string): Promise<void> {
  const name = DEMO_ACCOUNTS.find((account) => account.email === email)?.name ?? email;
  await page.goto("/");
  await page.getByRole("button", { name }).click();
  await page.getByRole("timer").waitFor();
}
