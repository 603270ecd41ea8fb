import { expect, type Page } from "playwright/test";
import { test } from "./console-fixtures.ts";
import { sendTraffic } from "./console-traffic.ts";

test.beforeEach(async ({ app, page, signIn }) => {
  await sendTraffic(app.url);
  await signIn("ops@eloquent.example");
  await page.goto("/console/decisions");
  await rows(page).first().waitFor();
});

function rows(page: Page) {
  return page.getByRole("list", { name: "Decisions, newest first" }).getByRole("button");
}

function refusedCreation(page: Page) {
  return rows(page).filter({ hasText: "INSUFFICIENT_SCOPE" }).first();
}

test("a refused call opens into every stage's verdict and time", async ({ page }) => {
  await refusedCreation(page).click();

  const why = page.getByRole("region", { name: "Why this answer" });
  await expect(why).toContainText("The token lacks the scope write:agents");
  const stages = why.getByRole("list", { name: "Stages" }).getByRole("listitem");
  await expect(stages.filter({ hasText: "Authenticate" })).toContainText("passed");
  await expect(stages.filter({ hasText: "Authenticate" })).toContainText(" ms");
  const authorize = stages.filter({ hasText: "Authorize" });
  await expect(authorize).toContainText("refused");
  await expect(authorize).toContainText("it holds read, and lacks write:agents");
  await expect(stages.filter({ hasText: "Forward" })).toContainText("not reached");
  await expect(why).toContainText("viewer");
});

test("the address of an open decision opens it again", async ({ page }) => {
  await refusedCreation(page).click();
  await expect(page).toHaveURL(/\?request=req-[0-9a-f]+$/);

  await page.reload();

  const why = page.getByRole("region", { name: "Why this answer" });
  await expect(why).toContainText("INSUFFICIENT_SCOPE");
});

test("a decision that is no longer known is said to be so", async ({ page }) => {
  await page.goto("/console/decisions?request=req-00000000000000000");

  await expect(page.getByText("This replica does not remember")).toBeVisible();
});

test("the list narrows by status, route, code and text", async ({ page }) => {
  await page.getByRole("combobox", { name: "Status" }).selectOption("5xx");
  await expect(rows(page).first()).toContainText("SERVICE_UNAVAILABLE");
  await expect(rows(page).filter({ hasText: /^\d\d:\d\d:\d\d200/ })).toHaveCount(0);

  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("combobox", { name: "Code" }).selectOption("NOT_FOUND");
  await page.getByRole("combobox", { name: "Route" }).selectOption("No route");
  await expect(rows(page).first()).toContainText("/api/v1/reports");

  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("searchbox").fill("globex");
  await expect(rows(page).first()).toContainText("user@globex.example");
  await expect(rows(page).filter({ hasText: "acme.example" })).toHaveCount(0);

  await page.getByRole("searchbox").fill("no such thing");
  await expect(page.getByText("Nothing like that")).toBeVisible();
});

test("a held list waits, and says how much has come", async ({ page, app }) => {
  await page.getByRole("button", { name: "Pause" }).click();
  const before = await rows(page).count();

  await fetch(`${app.url}/api/v1/nowhere-at-all`);
  await expect(page.getByRole("button", { name: "Resume, 1 new" })).toBeVisible();
  await expect(rows(page)).toHaveCount(before);
  await page.getByRole("button", { name: "Resume, 1 new" }).click();

  await expect(rows(page).first()).toContainText("/api/v1/nowhere-at-all");
});

test("decisions are read by the keyboard alone", async ({ page }) => {
  await rows(page).first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(rows(page).nth(1)).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Why this answer" })).toBeFocused();
  await expect(page.getByRole("list", { name: "Stages" })).toBeVisible();
  await page.keyboard.press("Escape");

  await expect(page.getByRole("region", { name: "Why this answer" })).toHaveCount(0);
  await expect(rows(page).nth(1)).toBeFocused();
});

test("a refused call is let through when it is replayed as a role that may", async ({ page }) => {
  await refusedCreation(page).click();

  await page.getByRole("combobox", { name: "Replay as" }).selectOption("admin");
  await page.getByRole("button", { name: "Replay" }).click();

  await expect(page.getByText("As admin it would be let through.")).toBeVisible();
  const changes = page.getByRole("list", { name: "What would differ" });
  await expect(changes).toContainText("Authorize: refused → passed");
});

test("a call that passed is refused when it is replayed without a token", async ({ page }) => {
  await page.getByRole("combobox", { name: "Status" }).selectOption("2xx");
  await page.getByRole("combobox", { name: "Route" }).selectOption("GET /api/v1/agents/{id}");
  await rows(page).first().click();

  await page.getByRole("combobox", { name: "Replay as" }).selectOption("nobody, without a token");
  await page.getByRole("button", { name: "Replay" }).click();

  await expect(page.getByText(/Without a token it would be refused: 401 UNAUTH/)).toBeVisible();
  const changes = page.getByRole("list", { name: "What would differ" });
  await expect(changes).toContainText("Authenticate: passed → refused");
});
