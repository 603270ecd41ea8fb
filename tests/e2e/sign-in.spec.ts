import { expect } from "playwright/test";
import { DEMO_ACCOUNTS } from "#demo/accounts.ts";
import { test } from "./fixtures.ts";

const scopes: Readonly<Record<string, readonly string[]>> = {
  viewer: ["read"],
  user: ["read", "write", "write:agents", "write:workflows", "write:entities"],
  admin: ["read", "write", "write:agents", "write:workflows", "write:entities"],
  operator: ["read", "gateway:operate"],
};

for (const account of DEMO_ACCOUNTS) {
  test(`${account.name} signs in with one click and sees the claims of their token`, async ({
    page,
    signIn,
  }) => {
    await signIn(account.email);

    const who = page.getByRole("region", { name: "Who you are" });
    await expect(who).toContainText(account.email);
    await expect(who).toContainText(account.orgName);
    const claims = page.getByLabel("Claims");
    await expect(claims).toContainText(account.orgId);
    await expect(claims).toContainText(account.userId);
    await expect(claims.getByRole("listitem")).toHaveText([...(scopes[account.role] ?? [])]);
  });
}

test("the token's time runs down, and a new one starts anew", async ({ page, signIn }) => {
  await page.clock.install();
  await signIn("user@acme.example");

  await page.clock.runFor(90_000);
  const later = await page.getByRole("timer").textContent();
  await page.getByRole("button", { name: "Mint a new one" }).click();

  expect(later).toMatch(/^58:\d\d$/);
  await expect(page.getByRole("timer")).toHaveText(/^(60:00|59:5\d)$/);
});

test("the token is kept in the page's memory only", async ({ page, context, signIn }) => {
  await signIn("user@acme.example");

  const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
  const cookies = await context.cookies();
  expect(stored).toBe("[{},{}]");
  expect(cookies.filter(({ httpOnly }) => !httpOnly)).toEqual([]);
});

test("signing out ends the session", async ({ page, signIn }) => {
  await signIn("user@acme.example");

  await page.getByRole("button", { name: "Sign out" }).click();

  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const response = await page.request.get("/api/gateway-token");
  expect(response.status()).toBe(401);
});

test("a person whose session is over is told to sign in again", async ({
  page,
  context,
  signIn,
}) => {
  await signIn("user@acme.example");
  await context.clearCookies();

  await page.getByRole("button", { name: "Mint a new one" }).click();

  await expect(page.getByRole("main").getByRole("alert").getByText("UNAUTHORIZED")).toBeVisible();
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a failed sign-in is explained on the start page", async ({ page }) => {
  await page.goto("/api/auth/error?error=OAuthCallback");

  await expect(page).toHaveURL(/\/\?/);
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "did not confirm the sign-in",
  );
});
