import { z } from "zod";

const lockFile = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      dev: z.boolean().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

type LockFile = z.infer<typeof lockFile>;

/** A lock entry for a platform's build of a package, as npm writes it; without an integrity. */
export type PlatformEntry = Readonly<{
  version: string;
  cpu: string[];
  libc?: string[];
  dev?: true;
  optional: true;
  os: string[];
}>;

const build =
  /[-/](aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(arm|arm64|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)(?:-(\w+))?$/;

/** Reads a lock file of version 3. Throws when it is none. */
export function parseLock(text: string): LockFile {
  return lockFile.parse(JSON.parse(text));
}

/**
 * The builds for other platforms that packages name and the lock lacks, by path. npm leaves out
 * what the registry of the day does not carry, and `npm ci` then refuses the whole lock.
 */
export function missingPlatforms({ packages }: LockFile): Readonly<Record<string, PlatformEntry>> {
  const missing: Record<string, PlatformEntry> = {};
  for (const [path, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const [, os, cpu, abi] = build.exec(name) ?? [];
      if (os === undefined || cpu === undefined || isLocked(packages, path, name)) continue;
      missing[`node_modules/${name}`] = {
        version,
        cpu: [cpu],
        ...(dev === true ? { dev } : {}),
        ...(os === "linux" && abi ? { libc: [abi === "musl" ? "musl" : "glibc"] } : {}),
        optional: true,
        os: [os],
      };
    }
  }
  return missing;
}

function isLocked(packages: LockFile["packages"], dependent: string, name: string): boolean {
  const ancestors = dependent.split("/node_modules/").map((_, index, parts) => {
    return `${parts.slice(0, index + 1).join("/node_modules/")}/`;
  });
  return ["", ...ancestors].some((folder) => `${folder}node_modules/${name}` in packages);
}
