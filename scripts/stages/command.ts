import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, resolve } from "node:path";

/** A program of node_modules/.bin or the system with its parameters. */
export type Command = readonly [string, ...string[]];

const PATH = [resolve("node_modules/.bin"), process.env.PATH].join(delimiter);
const killAfterMs = 10_000;

/**
 * Runs a command, its output going where ours goes. Returns its exit code; 1 when it could not be
 * started, was ended by a signal, or took longer than `minutesMax` and was stopped.
 */
export async function run(
  [program, ...parameters]: Command,
  minutesMax: number,
  extraEnv: Readonly<Record<string, string>> = {},
): Promise<number> {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...extraEnv, PATH };
  const child = spawn(program, parameters, { env, stdio: ["ignore", "inherit", "inherit"] });
  const stop = setTimeout(() => {
    console.error(`${program} was stopped after ${minutesMax} minutes.`);
    child.kill("SIGTERM");
  }, minutesMax * 60_000);
  const kill = setTimeout(() => child.kill("SIGKILL"), minutesMax * 60_000 + killAfterMs);
  try {
    const [exitCode] = await once(child, "exit");
    return typeof exitCode === "number" ? exitCode : 1;
  } catch (error) {
    console.error(`${program} could not be started: ${String(error)}`);
    return 1;
  } finally {
    clearTimeout(stop);
    clearTimeout(kill);
  }
}
