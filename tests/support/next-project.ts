import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { linkModules } from "./linked-modules.ts";

const NEXT = "node_modules/next/dist/bin/next";

export type NextProject = {
  readonly folder: string;
  /** Writes a file, by its path in the project. */
  write(path: string, text: string): void;
  build(): void;
  /** How it is started; what startApp takes for `standalone`. */
  readonly server: {
    readonly folder: string;
    readonly command: readonly [string, ...string[]];
    readonly env: Readonly<Record<string, string>>;
  };
  remove(): void;
};

/** A Next project of its own, somewhere else, with these files and the packages that we have. */
export function makeNextProject(files: Readonly<Record<string, string>>): NextProject {
  const folder = mkdtempSync(join(tmpdir(), "next-project-"));
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  linkModules(folder);
  return {
    folder,
    write,
    build() {
      const { HOME, PATH } = process.env;
      execFileSync(process.execPath, [NEXT, "build"], {
        cwd: folder,
        env: { HOME, PATH, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
        stdio: ["ignore", "ignore", "inherit"],
      });
    },
    server: { folder, command: [process.execPath, NEXT, "start"], env: {} },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
