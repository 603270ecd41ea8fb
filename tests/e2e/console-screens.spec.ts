import { expect, type Page } from "playwright/test";
import { accessibilityFaults } from "./axe.ts";
import { test } from "./console-fixtures.ts";
import { keepTraffic, sendTraffic } from "./console-traffic.ts";
import { paleTexts } from "./contrast.ts";

// Pictures are made by `SCREENSHOTS=1 npx playwright test console-screens`, which takes its time:
// a chart of three minutes is worth looking at, and no two runs would make the same.
const isForPictures = process.env.SCREENSHOTS === "1";
const FOLDER = "docs/screenshots";
const TRAFFIC_SECONDS = 170;

type View = Readonly<{ name: string; open: (page: Page) => Promise<void> }>;

const views: readonly View[] = [
  {
    name: "traffic",
    async open(page) {
      await page.goto("/console");
      await page.locator("canvas").nth(3).waitFor();
    },
  },
  {
    name: "decisions",
    async open(page) {
      await page.goto("/console/decisions");
      await page
        .getByRole("button", { name: /INSUFFICIENT_SCOPE/ })
        .first()
        .click();
      await page.getByRole("list", { name: "Stages" }).waitFor();
      await page.getByRole("button", { name: "Pause" }).click();
    },
  },
  {
    name: "routes",
    async open(page) {
      await page.goto("/console/routes");
      await page.getByRole("row").nth(20).waitFor();
    },
  },
  {
    name: "try",
    async open(page) {
      await page.goto("/console/try?route=GET+%2Fapi%2Fv1%2Fstatus");
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByRole("list", { name: "Stages" }).waitFor();
    },
  },
  {
    name: "lint",
    async open(page) {
      await page.goto("/console/lint");
      await page.getByRole("list", { name: "Findings" }).waitFor();
    },
  },
];

test.beforeAll(async ({ app }) => {
  test.setTimeout(240_000);
  if (isForPictures) await keepTraffic(app.url, TRAFFIC_SECONDS);
  else await sendTraffic(app.url);
});

for (const { width, height } of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`at ${width} px, ${colorScheme}`, () => {
      test.use({ viewport: { width, height }, colorScheme });

      test("every view fits, and can be read by everybody", async ({ page, signIn }) => {
        const complaints: string[] = [];
        page.on("pageerror", (error) => complaints.push(error.message));
        page.on("console", (message) => {
          if (message.text().includes("Content Security Policy")) complaints.push(message.text());
        });
        await signIn("ops@eloquent.example");
        for (const { name, open } of views) {
          await open(page);
          await expect(page.getByText("Live", { exact: true })).toBeVisible();

          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(overflow, name).toBe(0);
          expect(await accessibilityFaults(page), name).toEqual([]);
          expect(await page.evaluate(paleTexts), name).toEqual([]);
          if (isForPictures && width === 1440) {
            await page.evaluate(() => window.scrollTo(0, 0));
            await page.screenshot({ path: `${FOLDER}/console-${name}-${colorScheme}.png` });
          }
        }
        expect(complaints).toEqual([]);
      });
    });
  }
}

test("the views are reached by the keyboard, past a link that skips the rest", async ({
  page,
  signIn,
}) => {
  await signIn("admin@acme.example");
  await page.goto("/console");
  await page.getByText("Live", { exact: true }).waitFor();

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.getByRole("link", { name: "Traffic" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");

  await expect(page.getByRole("heading", { name: "Decisions", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "Decisions" })).toHaveAttribute(
    "aria-current",
    "page",
  );
});
