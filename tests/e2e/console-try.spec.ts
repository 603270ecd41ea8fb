import { expect } from "playwright/test";
import { test } from "./console-fixtures.ts";

test("a call shows its answer and what each stage took", async ({ page, signIn }) => {
  await signIn("admin@acme.example");
  await page.goto("/console/routes");
  await page.getByRole("searchbox").fill("Read a workflow");
  await page.getByRole("link", { name: "Try GET /api/v1/workflows/{id}" }).click();
  await page.getByLabel("id", { exact: true }).fill("ticket-intake");

  await page.getByRole("button", { name: "Send", exact: true }).click();

  await expect(page.getByText("200 OK", { exact: true })).toBeVisible();
  const stages = page.getByRole("list", { name: "Stages" }).getByRole("listitem");
  await expect(stages.filter({ hasText: "Forward" })).toContainText("answered");
  await expect(stages.filter({ hasText: "Forward" })).toContainText(" ms");
  await page.getByRole("link", { name: "Open the decision" }).click();
  await expect(page.getByRole("region", { name: "Why this answer" })).toContainText(
    "/api/v1/workflows/ticket-intake",
  );
});

test("a stream shows live, and its stages when it has ended", async ({ page, signIn, choose }) => {
  await signIn("admin@acme.example");
  await page.goto("/console/try");
  await choose("GET /api/v1/agents/{id}/run");
  await page.getByLabel("id", { exact: true }).fill("support-triage");
  await page.getByLabel("Query").fill("steps=3&interval=100");
  await expect(page.getByLabel("With my token", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Send", exact: true }).click();

  const events = page.getByRole("list", { name: "Events" }).getByRole("listitem");
  await expect(events).toHaveCount(4);
  await expect(page.getByText("The service ended the stream.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Stages" })).toBeVisible();
});

test("a call is copied as code of the browser client", async ({ page, context, signIn }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn("admin@acme.example");
  await page.goto("/console/try?route=GET+%2Fapi%2Fv1%2Fagents");
  await page.getByLabel("Query").fill("limit=2");

  await page.getByRole("button", { name: "Copy as code" }).click();

  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('await gateway.get("/api/v1/agents", {');
  expect(copied).toContain("limit: 2");
});
