import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { clientDocument, clientSchema, isCurrent } from "./client/client-schema.ts";

// Types of the browser client. `--check` tells whether they fit routes.yaml, and needs no tools.
const TARGET = "lib/client/schema.gen.ts";
const document = clientDocument(readFileSync("routes.yaml", "utf8"), "routes.yaml");

if (process.argv.includes("--check")) {
  const file = existsSync(TARGET) ? readFileSync(TARGET, "utf8") : "";
  if (!isCurrent(file, document)) {
    console.error(`${TARGET} does not fit routes.yaml: run \`npm run generate\`.`);
    process.exitCode = 1;
  }
} else {
  // The tools want another TypeScript than the project's own.
  if (!existsSync("tools/node_modules/openapi-typescript")) {
    execFileSync("npm", ["ci", "--prefix", "tools", "--loglevel=error"], { stdio: "inherit" });
  }
  const types = execFileSync(process.execPath, ["tools/generate-schema.mjs"], {
    input: JSON.stringify(document),
    encoding: "utf8",
    maxBuffer: 64 * 1024 ** 2,
  });
  writeFileSync(TARGET, clientSchema(document, types));
}
