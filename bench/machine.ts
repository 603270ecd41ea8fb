import { spawnSync } from "node:child_process";
import { cpus, release } from "node:os";
import { aptInstall } from "../scripts/apt-install.ts";

/** Servers under test run on the first core, upstream and load generator on the second. */
export const SERVER_CORE = "0";
export const LOAD_CORE = "1";

export type Program = "nginx" | "caddy" | "haproxy" | "wrk" | "redis-server";

const SBIN_PATH = `${process.env.PATH ?? ""}:/usr/sbin:/usr/local/sbin`;
const versionFlags = {
  nginx: "-v",
  caddy: "version",
  haproxy: "-v",
  wrk: "-v",
  "redis-server": "-v",
} as const;

/** What child processes get as PATH: Debian keeps servers where only root looks. */
export const programPath = SBIN_PATH;

/** Whether a program is there, after an attempt to install it. */
export function hasProgram(name: Program): boolean {
  return versionOf(name) !== null || (aptInstall(name) && versionOf(name) !== null);
}

/** The first line that a program says of its version, or null when it is not installed. */
export function versionOf(name: Program): string | null {
  const { error, stdout, stderr } = spawnSync(name, [versionFlags[name]], {
    encoding: "utf8",
    env: { ...process.env, PATH: SBIN_PATH },
  });
  if (error !== undefined) return null;
  return `${stdout}${stderr}`.trim().split("\n", 1)[0] ?? "";
}

/** A command line that runs on one core only. */
export function pinned(core: string, command: readonly string[]): [string, ...string[]] {
  return ["taskset", "-c", core, ...command];
}

/** Throws where the measurements would mean nothing: they read /proc, and need two cores. */
export function assertUsable(): void {
  if (process.platform !== "linux") throw new Error("The benchmark reads /proc: Linux only.");
  if (cpus().length < 2) throw new Error("The benchmark needs two cores: servers, and their load.");
}

export function describeMachine() {
  const list = cpus();
  return {
    cpu: list[0]?.model ?? "unknown",
    cores: list.length,
    kernel: release(),
    node: process.version,
  };
}
