// Installs the dependencies when they are missing or differ from the lock file.
// Runs under the system's Node, before the project's own Node 24 is there: plain JavaScript only.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, resolve } from "node:path";

const lockFile = "package-lock.json";
/** What npm last installed, in the same shape as the lock file. */
const installedFile = "node_modules/.package-lock.json";
/** Put there by the `node` package's own install script. */
const projectNode = "node_modules/node/bin/node";

if (isStale()) {
  console.log("Installing dependencies ...");
  npm("ci");
  // Under an old Node, npm leaves out native builds that ask for a newer one; the project's own
  // Node, first in the path now, gets them all.
  if (Number(process.versions.node.split(".")[0]) < 24) {
    console.log("Adding what needs a newer Node than this one ...");
    npm("install", "--no-save");
  }
}

/** Whether a package of the lock file is absent or has another version than the one installed. */
function isStale() {
  if (!existsSync(installedFile) || !existsSync(projectNode)) return true;
  const installed = packagesOf(installedFile);
  return Object.entries(packagesOf(lockFile)).some(
    ([path, locked]) =>
      path !== "" && !locked.optional && installed[path]?.version !== locked.version,
  );
}

/** @param {string} file */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

/** @param {string[]} parameters */
function npm(...parameters) {
  const PATH = [resolve("node_modules/.bin"), process.env.PATH].join(delimiter);
  const { status } = spawnSync("npm", [...parameters, "--loglevel=error"], {
    env: { ...process.env, PATH },
    stdio: "inherit",
    timeout: 600_000,
  });
  if (status === 0 && existsSync(projectNode)) return;
  console.error(`Dependencies could not be installed: \`npm ${parameters[0]}\` failed, see above.`);
  process.exit(1);
}
