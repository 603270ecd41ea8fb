import { spawnSync } from "node:child_process";
import { aptInstall } from "./apt-install.ts";

const NAME = "nginx";
// Debian keeps servers where only root looks.
const PROGRAMS = [NAME, `/usr/sbin/${NAME}`];

/**
 * The name of an nginx that runs, which the tests of several replicas put before them; as root,
 * Debian's package is installed first where there is none. Throws one line saying what to install.
 */
export function ensureNginx(): string {
  const program = found() ?? (aptInstall(NAME) ? found() : null);
  if (program === null) {
    throw new Error("No nginx was found: install one (Debian: `apt-get install nginx`).");
  }
  return program;
}

function found(): string | null {
  const runs = (program: string) =>
    spawnSync(program, ["-v"], { stdio: "ignore", timeout: 20_000 }).status === 0;
  return PROGRAMS.find(runs) ?? null;
}
