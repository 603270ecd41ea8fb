import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";

const MODULES = resolve(import.meta.dirname, "../../node_modules");

/** Gives a folder the packages that are installed here, as if it had installed them itself. */
export function linkModules(folder: string): void {
  const target = join(folder, "node_modules");
  // Hundreds of megabytes: linked where the file system can, else copied.
  try {
    execFileSync("cp", ["-al", MODULES, target], { stdio: "ignore" });
  } catch {
    cpSync(MODULES, target, { recursive: true, verbatimSymlinks: true });
  }
}
