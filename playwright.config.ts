import { defineConfig } from "playwright/test";
import { findChromium } from "./scripts/chromium.ts";

// Workers evaluate this file too; they inherit what was found.
process.env.PLAYWRIGHT_CHROMIUM_EXECUTABLE ??= findChromium();

export default defineConfig({
  testDir: "tests/e2e",
  // A retry would hide a race in the gateway; one worker suits two cores shared with the servers.
  retries: 0,
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.PLAYWRIGHT_CHROMIUM_EXECUTABLE,
      // No sandbox under root, and none of Chromium's own calls home.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
