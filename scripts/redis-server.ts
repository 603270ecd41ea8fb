import { spawnSync } from "node:child_process";
import { aptInstall } from "./apt-install.ts";

const PROGRAM = "redis-server";

/**
 * The name of a redis-server that runs, which the tests of shared state need; as root, Debian's
 * package is installed first where there is none. Throws one line saying what to install.
 */
export function ensureRedisServer(): string {
  if (!runs() && !(aptInstall(PROGRAM) && runs())) {
    throw new Error(
      "No redis-server was found: install one (Debian: `apt-get install redis-server`).",
    );
  }
  return PROGRAM;
}

function runs(): boolean {
  return spawnSync(PROGRAM, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}
