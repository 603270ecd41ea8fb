import { expect, test } from "playwright/test";
import { startApp } from "#tests/support/app.ts";
import { routesFile } from "#tests/support/routes-file.ts";

test("an installation without accounts says what to set", async ({ page }) => {
  const routes = routesFile({ routes: [{ path: "/api/v1/agents" }] });
  const app = await startApp({ routes, env: { UPSTREAM: "http://127.0.0.1:9" } });
  try {
    await page.goto(app.url);

    await expect(page.getByText("Nobody can sign in yet")).toBeVisible();
    await expect(page.getByText("AUTH_OIDC_ISSUER")).toBeVisible();
    await expect(page.getByRole("button")).toHaveCount(0);
  } finally {
    await app.stop();
  }
});
