import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";

const ROOT = resolve(import.meta.dirname, "../..");

export type Ended = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

type Running = {
  /** Nothing of the tests' own environment is passed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs; an env file there counts. */
  readonly cwd: string;
  /** How it is started: as the project's Node runs it, or as `npx` does. */
  readonly entry?: "bin/gateway.ts" | "bin/gateway.mjs";
};

/** Runs the command line as a process of its own, and gives what it wrote and ended with. */
export async function runGateway(
  parameters: readonly string[],
  { cwd, entry = "bin/gateway.ts", env = {} }: Running,
): Promise<Ended> {
  const child = spawn(process.execPath, [resolve(ROOT, entry), ...parameters], {
    cwd,
    env: { NODE_ENV: "test", PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: child.exitCode, stdout, stderr };
}
