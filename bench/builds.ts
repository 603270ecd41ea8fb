import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const NEXT = join(ROOT, "node_modules/next/dist/bin/next");
const BARE_APP = join(import.meta.dirname, "bare-next");
const BUILD_ENV: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  NODE_ENV: "production",
  NEXT_TELEMETRY_DISABLED: "1",
};

/** Installs the peers' packages when they are missing. Throws when that fails. */
export function installPackages(): void {
  if (existsSync(join(import.meta.dirname, "node_modules/.package-lock.json"))) return;
  console.log("Installing the peers' packages ...");
  // npm may need any of the environment: proxies, certificates, a registry.
  run("npm", ["ci", "--loglevel=error"], import.meta.dirname, process.env);
}

/** Builds the gateway's app and the bare one. Throws when a build fails. */
export function buildApps(isBareNeeded: boolean): void {
  console.log("Building the app ...");
  run(process.execPath, [NEXT, "build"], ROOT, BUILD_ENV);
  if (!isBareNeeded) return;
  console.log("Building the bare app ...");
  run(process.execPath, [NEXT, "build"], BARE_APP, BUILD_ENV);
}

function run(
  program: string,
  parameters: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): void {
  const { status, stderr, stdout } = spawnSync(program, parameters, { cwd, encoding: "utf8", env });
  if (status !== 0) throw new Error(`${parameters.join(" ")} failed:\n${stdout}${stderr}`);
}
