import { globSync, readFileSync } from "node:fs";
import { violationsOf } from "./directions/violations.ts";

// Tests may reach for whatever they put under test.
const files = globSync(["{app,bin,lib}/**/*.{ts,tsx}", "{middleware,instrumentation}.ts"]).filter(
  (path) => !/\.test\.tsx?$/.test(path),
);
const violations = files.flatMap((path) => violationsOf(path, readFileSync(path, "utf8")));

for (const { at, what, rule } of violations) console.error(`${at} ${what}\n  direction ${rule}`);
if (files.length === 0) console.error("No source file was found to check.");
process.exitCode = violations.length === 0 && files.length > 0 ? 0 : 1;
