import { expect } from "playwright/test";
import { bearer } from "#tests/support/tokens.ts";
import { test } from "./console-fixtures.ts";

test("routes are found by path, scope and upstream, with what they ask for", async ({
  page,
  signIn,
}) => {
  await signIn("admin@acme.example");
  await page.goto("/console/routes");
  const routes = page.getByRole("row").filter({ hasText: "/api/v1/" });
  await expect(routes).toHaveCount(24);

  await page.getByRole("searchbox").fill("write:agents");

  await expect(routes).toHaveCount(4);
  await expect(page.getByText("4 of 24 routes")).toBeVisible();
  await expect(routes.first()).toContainText("You may");
  await expect(routes.first()).toContainText("600 per 60 s per user");
  await page.getByRole("searchbox").fill("nothing of the kind");
  await expect(page.getByText("No such route")).toBeVisible();
});

test("an operator sees what is closed to them, and a circuit that has opened", async ({
  page,
  app,
  signIn,
}) => {
  const headers = await bearer();
  for (let call = 0; call < 25; call += 1) await fetch(`${app.url}/api/v1/legacy`, { headers });
  await signIn("ops@eloquent.example");
  await page.goto("/console/routes");

  const legacy = page.getByRole("row", { name: /\/api\/v1\/legacy/ });
  await expect(legacy).toContainText(/circuit open|trying again/);
  await page.getByRole("combobox", { name: "Show" }).selectOption("Those I may not");
  const first = page.getByRole("row").filter({ hasText: "/api/v1/" }).first();
  await expect(first).toContainText("You lack write:agents");
});

test("the running file is looked over for operators", async ({ page, signIn }) => {
  await signIn("ops@eloquent.example");

  await page.goto("/console");
  await page.getByRole("link", { name: "Lint" }).click();

  const findings = page.getByRole("list", { name: "Findings" }).getByRole("listitem");
  await expect(findings.first()).toContainText("timeout-without-stream");
  await expect(findings.first()).toContainText(/routes\.yaml:\d+:\d+/);
});
