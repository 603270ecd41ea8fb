import { createHash, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { expect } from "playwright/test";
import { test } from "./fixtures.ts";

const FIFTY_MB = 50 * 1024 * 1024;

test("a file of 50 MB arrives at the service with the same SHA-256", async ({
  page,
  signIn,
  choose,
  send,
}, testInfo) => {
  const bytes = randomBytes(FIFTY_MB);
  const file = testInfo.outputPath("fifty.bin");
  writeFileSync(file, bytes);
  await signIn("user@acme.example");
  await choose("PUT /api/v1/entities/{id}/file");
  await page.getByLabel("id", { exact: true }).fill("master-agreement-2024");
  await page.getByRole("radio", { name: "File", exact: true }).check();
  await page.getByLabel("File to send").setInputFiles(file);

  await send("PUT /api/v1/entities/{id}/file");

  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await expect(page.getByText(`"${sha256}"`)).toBeVisible();
});
