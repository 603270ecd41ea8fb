import { expect } from "playwright/test";
import { bearer } from "#tests/support/tokens.ts";
import { test } from "./console-fixtures.ts";
import { sendTraffic } from "./console-traffic.ts";

test.beforeEach(async ({ app, signIn }) => {
  await sendTraffic(app.url);
  await signIn("ops@eloquent.example");
});

test("figures, charts and tables tell of the traffic", async ({ page }) => {
  await page.goto("/console");

  const routes = page.getByRole("region", { name: "Routes", exact: true });
  const list = routes.getByRole("row", { name: /GET \/api\/v1\/agents \d/ });
  await expect(list).toBeVisible();
  await expect(routes.getByRole("row", { name: /No route took it/ })).toBeVisible();
  const upstreams = page.getByRole("region", { name: "Upstreams" });
  await expect(upstreams.getByRole("row", { name: /AGENTS_SERVICE_URL/ })).toBeVisible();
  await expect(page.getByText("Requests per second", { exact: true })).toBeVisible();
  await expect(page.locator("canvas")).toHaveCount(4);
});

test("a chart's numbers can be read as a table, and are those that were sent", async ({ page }) => {
  await page.goto("/console");

  const chart = page.getByRole("figure").filter({ hasText: "Requests per second, by status" });
  await chart.getByText("Numbers as a table").click();

  const table = chart.getByRole("table");
  await expect(table.getByRole("columnheader")).toHaveText(["Time", "2xx", "3xx", "4xx", "5xx"]);
  await expect(table.getByRole("row").nth(1)).toContainText(/\d\d:\d\d:\d\d/);
});

test("a chart draws lines where there is traffic", async ({ page }) => {
  await page.goto("/console");
  const canvas = page.locator("canvas").first();

  const isDrawn = () =>
    canvas.evaluate((element: HTMLCanvasElement) => {
      const { data } = element
        .getContext("2d")
        ?.getImageData(element.width * 0.9, 0, element.width * 0.1, element.height * 0.8) ?? {
        data: [],
      };
      // The green of a 2xx area: more green than red by far, and not transparent.
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, , alpha = 0] = data.slice(at, at + 4);
        if (alpha > 200 && green - red > 40) return true;
      }
      return false;
    });

  await expect.poll(isDrawn, { timeout: 15_000 }).toBe(true);
});

test("a new call shows without reloading", async ({ page, app }) => {
  await page.goto("/console");
  const routes = page.getByRole("region", { name: "Routes", exact: true });
  const status = routes.getByRole("row", { name: /GET \/api\/v1\/status/ }).getByRole("cell");
  const before = Number(await status.first().textContent());

  await fetch(`${app.url}/api/v1/status`);

  await expect(status.first()).toHaveText(String(before + 1));
});

test("calls over their limit are counted", async ({ page, app }) => {
  const headers = await bearer();
  for (const _ of [1, 2, 3]) await fetch(`${app.url}/api/v1/scarce`, { headers });

  await page.goto("/console");

  await expect(page.getByText(/were refused with 429/)).toBeVisible();
});

test("the page says which replica it shows", async ({ page, app }) => {
  await page.goto("/console");

  const line = page.getByRole("contentinfo");
  await expect(line).toContainText("in the direct lane");
  await expect(line).toContainText(`process ${app.process.pid}`);
});

test("a restart of the gateway is survived, and said", async ({ page, restart }) => {
  await page.goto("/console");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();

  await restart(async () => {
    await expect(page.getByRole("main").getByRole("alert")).toContainText("Reconnecting…");
    await expect(page.getByText("What you see is from")).toBeVisible();
  });

  await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("The gateway has been restarted")).toBeVisible();
  await expect(page.getByText("Quiet for fifteen minutes")).toBeVisible();
});
