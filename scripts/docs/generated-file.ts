import { existsSync, readFileSync, writeFileSync } from "node:fs";

/**
 * Writes a generated file. With `--check` in the command line nothing is written: a file that differs
 * is told, and fails the process.
 */
export function keepGenerated(file: string, text: string, remedy = "npm run generate"): void {
  if (!process.argv.includes("--check")) {
    writeFileSync(file, text);
  } else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    console.error(`${file} is not what its sources say: run \`${remedy}\`.`);
    process.exitCode = 1;
  }
}
