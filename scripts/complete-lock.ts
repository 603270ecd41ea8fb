import { readFileSync, writeFileSync } from "node:fs";
import { missingPlatforms, parseLock } from "./lock/missing-platforms.ts";

// npm puts the entries in order the next time it writes the file.
const file = "package-lock.json";
const lock = parseLock(readFileSync(file, "utf8"));
const missing = missingPlatforms(lock);
const packages = { ...lock.packages, ...missing };
writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
console.log(`${Object.keys(missing).length} builds for other platforms were added to ${file}.`);
