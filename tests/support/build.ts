import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** Builds the app once for all files of a run; needs no environment, as users are promised. */
export function setup(): void {
  const env = {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    NEXT_TELEMETRY_DISABLED: "1",
  };
  execFileSync(process.execPath, [join(ROOT, "node_modules/next/dist/bin/next"), "build"], {
    cwd: ROOT,
    env: { ...env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit"],
  });
}
