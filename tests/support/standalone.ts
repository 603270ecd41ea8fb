import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

export type StandaloneBuild = {
  /** Holds server.js and what it needs, as the container image does. */
  readonly folder: string;
  remove(): void;
};

/**
 * Builds as the Dockerfile does, from a copy of the project, and gathers what it copies into the
 * image. The project's own build stays as it is.
 */
export function buildStandalone(): StandaloneBuild {
  const scratch = mkdtempSync(join(tmpdir(), "gateway-standalone-"));
  const source = join(scratch, "source");
  for (const file of projectFiles()) copy(join(ROOT, file), join(source, file));
  copyModules(source);
  execFileSync(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    cwd: source,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      NODE_ENV: "production",
      NEXT_OUTPUT: "standalone",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const folder = join(scratch, "image");
  copy(join(source, ".next/standalone"), folder);
  copy(join(source, ".next/static"), join(folder, ".next/static"));
  copy(join(source, "routes.yaml"), join(folder, "routes.yaml"));
  rmSync(source, { recursive: true });
  return { folder, remove: () => rmSync(scratch, { recursive: true, force: true }) };
}

// Tracked or about to be, as a clone would have them; not what was built or installed here.
function projectFiles(): string[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "-z"],
    { cwd: ROOT },
  );
  return listed
    .toString()
    .split("\0")
    .filter((file) => /^(app|lib|demo)\/|^[^/]+\.(ts|json|yaml)$/.test(file));
}

// Hundreds of megabytes: linked where the file system can, else copied.
function copyModules(target: string): void {
  const from = join(ROOT, "node_modules");
  try {
    execFileSync("cp", ["-al", from, target], { stdio: "ignore" });
  } catch {
    cpSync(from, join(target, "node_modules"), { recursive: true, verbatimSymlinks: true });
  }
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
