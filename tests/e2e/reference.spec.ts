import { expect, type Page } from "playwright/test";
import { test } from "./fixtures.ts";

const REFERENCE = "/api/v1/docs";
const LIST = "List agents";

test("shows every route's group and asks no other host for anything", async ({ page, app }) => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== app.url && !/^(data|blob):$/.test(url.protocol)) elsewhere.push(url.href);
  });
  const complaints = complaintsOf(page);

  await page.goto(REFERENCE);

  for (const group of ["status", "agents", "workflows", "entities"]) {
    await expect(sidebarOf(page).getByRole("link", { name: group, exact: true })).toBeVisible();
  }
  await openOperation(page);
  expect(elsewhere).toEqual([]);
  expect(complaints).toEqual([]);
});

test("runs under a policy without inline scripts or inline style elements", async ({ request }) => {
  const answer = await request.get(REFERENCE, { headers: { accept: "text/html" } });

  const policy = answer.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
  expect(policy).toMatch(/style-src-elem 'self' 'nonce-[^']+';/);
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
});

test("tries a call with the signed-in user's token, which is kept in memory alone", async ({
  page,
  signIn,
}) => {
  const complaints = complaintsOf(page);
  await signIn("viewer@acme.example");
  const minted = page.waitForResponse("**/api/gateway-token");
  await page.goto(REFERENCE);
  const { token } = await (await minted).json();

  await openOperation(page);
  await page
    .getByRole("button", { name: /Test Request.*agents/ })
    .first()
    .click();
  const sent = page.waitForRequest("**/api/v1/agents*");
  const answered = page.waitForResponse("**/api/v1/agents*");
  await page
    .getByRole("button", { name: /^Send get request/ })
    .first()
    .click();

  expect((await sent).headers().authorization).toBe(`Bearer ${token}`);
  expect((await answered).status()).toBe(200);
  await expect(page.getByText("200 OK").first()).toBeVisible();
  const stored = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
  );
  expect(stored).not.toContain(token.split(".")[2]);
  expect(complaints).toEqual([]);
});

test("somebody who has not signed in can read, and is told how to try", async ({ page }) => {
  await page.goto(REFERENCE);

  await expect(page.getByRole("link", { name: "Sign in to try it" })).toBeVisible();
  await openOperation(page);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`follows the browser's ${colorScheme} colours, and fits 390 pixels`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 844 });

    await page.goto(REFERENCE);
    await expect(page.getByRole("heading", { name: "Eloquent API" }).first()).toBeVisible();

    await expect(page.locator("body")).toHaveClass(new RegExp(`${colorScheme}-mode`));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
}

test("gives the document to whoever prefers JSON, and nothing behind a trailing slash", async ({
  request,
}) => {
  const json = await request.get(REFERENCE, { headers: { accept: "application/json" } });
  const file = await request.get(`${REFERENCE}/openapi.json`, { headers: { accept: "text/html" } });
  const slash = await request.get(`${REFERENCE}/`, { headers: { accept: "text/html" } });

  expect(await json.json()).toMatchObject({ openapi: "3.1.0" });
  expect(json.headers().vary).toContain("Accept");
  expect(await file.json()).toEqual(await json.json());
  expect(slash.status()).toBe(404);
  expect(await slash.json()).toMatchObject({ error: { code: "NOT_FOUND" } });
});

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

function sidebarOf(page: Page) {
  return page.getByRole("complementary", { name: /Sidebar/ });
}

async function openOperation(page: Page): Promise<void> {
  await sidebarOf(page).getByRole("link", { name: "agents", exact: true }).click();
  await sidebarOf(page).getByRole("link", { name: LIST }).click();
  await expect(page.getByRole("heading", { name: LIST }).first()).toBeVisible();
}
