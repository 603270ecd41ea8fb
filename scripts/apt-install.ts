import { spawnSync } from "node:child_process";

const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
let isListFresh = false;

/**
 * Installs a Debian package, where there is apt-get and we are root; the package list is fetched
 * once per process. Returns whether apt-get reported success; its complaints go to stderr.
 */
export function aptInstall(packageName: string): boolean {
  if (process.getuid?.() !== 0) return false;
  if (!isListFresh) isListFresh = aptGet(["update", "-qq"], 120_000);
  console.log(`Installing the system package ${packageName} ...`);
  return aptGet(["install", "-y", "-qq", "--no-install-recommends", packageName], 420_000);
}

function aptGet(parameters: readonly string[], timeoutMs: number): boolean {
  // apt's progress would bury the test output; what goes wrong comes on stderr.
  const { status } = spawnSync("apt-get", parameters, {
    env,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: timeoutMs,
  });
  return status === 0;
}
