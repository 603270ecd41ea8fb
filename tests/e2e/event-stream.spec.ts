import { expect } from "playwright/test";
import { test } from "./fixtures.ts";

const RUN = "GET /api/v1/agents/{id}/run";

test.beforeEach(async ({ page, signIn, choose }) => {
  await signIn("viewer@acme.example");
  await choose(RUN);
  await page.getByLabel("id", { exact: true }).fill("support-triage");
});

test("events show while the run goes on, up to its end", async ({ page, send }) => {
  await send(RUN);

  const events = page.getByRole("list", { name: "Events" }).getByRole("listitem");
  await expect(events.first()).toContainText("step");
  await expect(page.getByText("Live. Events show as they come.")).toBeVisible();
  await expect(page.getByText("The service ended the stream.")).toBeVisible();
  await expect(events).toHaveCount(9);
  await expect(events.last()).toContainText('"succeeded"');
});

test("stopping a stream closes the call to the service", async ({ page, app, send }) => {
  await page.getByLabel("Query").fill("steps=10000&interval=50");
  await send(RUN);
  const events = page.getByRole("list", { name: "Events" }).getByRole("listitem");
  await expect(events.first()).toBeVisible();

  await page.getByRole("button", { name: "Stop" }).click();

  await expect(page.getByText("You stopped the stream.")).toBeVisible();
  await app.outputMatching(/"route":"\/api\/v1\/agents\/\{id\}\/run","status":499/);
});

test("an event shows without waiting for the next", async ({ page, send }) => {
  await page.getByLabel("Query").fill("steps=2&interval=60000");

  await send(RUN);

  const events = page.getByRole("list", { name: "Events" }).getByRole("listitem");
  await expect(events).toHaveCount(1);
  await expect(page.getByText("Live. Events show as they come.")).toBeVisible();
});
