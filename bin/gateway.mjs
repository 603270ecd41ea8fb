#!/usr/bin/env node
// Starts bin/gateway.ts under the project's own Node, whatever Node runs this: plain JavaScript only.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const projectNode = join(root, "node_modules/node/bin/node");

if (!existsSync(projectNode)) install();

const envFiles = [".env", ".env.local"].filter((file) => existsSync(file));
const { error, signal, status } = spawnSync(
  projectNode,
  [
    ...envFiles.map((file) => `--env-file=${file}`),
    join(root, "bin/gateway.ts"),
    ...process.argv.slice(2),
  ],
  { stdio: "inherit" },
);
if (error !== undefined) console.error(`gateway: ${projectNode}: ${error.message}`);
if (signal !== null) process.kill(process.pid, signal);
process.exitCode = status ?? 1;

/** What it says goes to standard error: standard output is the command's alone. */
function install() {
  const { status } = spawnSync(process.execPath, ["scripts/install.mjs"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) process.exit(1);
}
