import { expect } from "playwright/test";
import { test } from "./fixtures.ts";

test("a call sent before the page has its token waits for it", async ({ page, signIn, send }) => {
  await signIn("user@acme.example");
  const held = Promise.withResolvers<void>();
  await page.route("**/api/gateway-token", async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.reload();

  await send("GET /api/v1/agents");
  held.resolve();

  await expect(page.getByText("200 OK", { exact: true })).toBeVisible();
});

test("nothing can be sent before the page's code has come", async ({ page, signIn }) => {
  await signIn("user@acme.example");
  const held = Promise.withResolvers<void>();
  await page.route("**/_next/static/**/*.js", async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  const send = page.getByRole("button", { name: "Send", exact: true });

  await expect(send).toBeDisabled();
  held.resolve();

  await expect(send).toBeEnabled();
});
