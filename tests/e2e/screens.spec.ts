import { expect, type Page } from "playwright/test";
import { paleTexts } from "./contrast.ts";
import { test } from "./fixtures.ts";

const viewports = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

// `SCREENSHOTS=1` also keeps pictures of the start page; ids and times in them differ each time.
async function keepPicture(page: Page, name: string): Promise<void> {
  const { width } = page.viewportSize() ?? { width: 0 };
  const isLight = await page.evaluate(() => !matchMedia("(prefers-color-scheme: dark)").matches);
  if (process.env.SCREENSHOTS !== "1" || width !== 1440 || !isLight) return;
  await page.screenshot({ path: `docs/screenshots/${name}.png` });
}

async function expectWellSet(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  expect(await page.evaluate(paleTexts)).toEqual([]);
}

for (const viewport of viewports) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`at ${viewport.width} px, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });

      test("signed out, everything fits and has enough contrast", async ({ page }) => {
        await page.goto("/");

        await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
        await expectWellSet(page);
        await keepPicture(page, "sign-in");
      });

      test("signed in, an answer and a refusal fit and have enough contrast", async ({
        page,
        signIn,
        send,
      }) => {
        await signIn("viewer@acme.example");

        await send("GET /api/v1/agents");
        await expect(page.getByText("200 OK", { exact: true })).toBeInViewport();
        await expectWellSet(page);
        await keepPicture(page, "call");

        await send("POST /api/v1/agents");
        await expect(page.getByText("INSUFFICIENT_SCOPE", { exact: true })).toBeVisible();
        await expectWellSet(page);
      });
    });
  }
}

test("everything can be done from the keyboard", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Eloquent API gateway" }).focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Read the API reference" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Vera Viewer" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("timer").waitFor();

  await page.getByRole("radio", { checked: true, name: "GET /api/v1/agents" }).focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");

  await expect(page.getByText("GET /api/v1/status", { exact: true })).toBeVisible();
  await expect(page.getByText("200 OK", { exact: true })).toBeVisible();
});

test("pages run under their policy without a violation", async ({ page, signIn, send }) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));

  await signIn("viewer@acme.example");
  await send("GET /api/v1/agents");
  await expect(page.getByText("200 OK", { exact: true })).toBeVisible();

  expect(complaints).toEqual([]);
});

test("each answer has a nonce of its own, and no other page may frame it", async ({ page }) => {
  const policies = [await page.goto("/"), await page.goto("/")].map(
    (response) => response?.headers()["content-security-policy"] ?? "",
  );

  const [first, second] = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1]);
  expect(first).toBeTruthy();
  expect(second).not.toBe(first);
  expect(policies[0]).toContain("frame-ancestors 'none'");
});

test("a page that is not there says so and leads back", async ({ page }) => {
  const response = await page.goto("/nowhere");

  expect(response?.status()).toBe(404);
  await page.getByRole("link", { name: "Go to the start page" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
