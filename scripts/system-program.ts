import { spawnSync } from "node:child_process";
import { aptInstall } from "./apt-install.ts";

type Program = {
  readonly name: string;
  /** Makes it print its version and end with 0. */
  readonly versionArgument: string;
  /** Debian's package, where that has another name. */
  readonly packageName?: string;
};

/**
 * The name of a program of the system that runs; as root, Debian's package is installed first where
 * there is none. Throws one line saying what to install.
 */
export function ensureSystemProgram({
  name,
  packageName = name,
  versionArgument,
}: Program): string {
  // Debian keeps servers where only root looks.
  const places = [name, `/usr/sbin/${name}`];
  const runs = (program: string) =>
    spawnSync(program, [versionArgument], { stdio: "ignore", timeout: 20_000 }).status === 0;
  const program = places.find(runs) ?? (aptInstall(packageName) ? places.find(runs) : undefined);
  if (program === undefined) {
    throw new Error(
      `No ${name} was found: install one (Debian: \`apt-get install ${packageName}\`).`,
    );
  }
  return program;
}
