import { readFileSync, writeFileSync } from "node:fs";
import { CATALOGUE } from "#lib/gateway/errors/catalogue.ts";
import { EXPLANATIONS } from "./docs/error-explanations.ts";
import { errorsPage } from "./docs/errors-page.ts";

const file = "docs/errors.md";
const page = errorsPage(CATALOGUE, EXPLANATIONS);

// With --check nothing is written: a page that differs is a failure.
if (!process.argv.includes("--check")) {
  writeFileSync(file, page);
} else if (readFileSync(file, "utf8") !== page) {
  console.error(
    `${file} is not what the catalogue says: run \`npx node scripts/generate-errors-doc.ts\`.`,
  );
  process.exitCode = 1;
}
