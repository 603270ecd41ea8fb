import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LOAD_CORE, pinned, programPath } from "./machine.ts";

const START_MS_MAX = 60_000;
const LOAD_MS_MAX = 180_000;

/** A server under test. */
export type Server = { readonly url: string; readonly pid: number; stop(): Promise<void> };

type Launch = {
  readonly name: string;
  readonly command: readonly string[];
  readonly core: string;
  readonly port: number;
  /** Where it may keep files; its complaints go to `<name>.log` there. */
  readonly directory: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/**
 * Starts a server on one core and waits until it takes connections. What it prints is thrown away,
 * the same for all: a pipe would put its reader on the other core's bill. Throws with its complaints
 * when it does not come up.
 */
export async function launch(options: Launch): Promise<Server> {
  const { name, port } = options;
  if (await canConnect(port)) throw new Error(`something else listens on port ${port}`);
  const logFile = join(options.directory, `${name}-${port}.log`);
  const [program, ...parameters] = pinned(options.core, options.command);
  const child = spawn(program, parameters, {
    cwd: options.cwd ?? options.directory,
    env: { HOME: options.directory, PATH: programPath, ...options.env },
    stdio: ["ignore", "ignore", openSync(logFile, "a")],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} could not be started`);
  if (!(await takesConnections(child, port))) {
    await stop(child);
    throw new Error(`${name} did not start:\n${readFileSync(logFile, "utf8").slice(-2000)}`);
  }
  return { url: `http://127.0.0.1:${port}`, pid, stop: () => stop(child) };
}

async function takesConnections(child: ChildProcess, port: number): Promise<boolean> {
  const until = Date.now() + START_MS_MAX;
  while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
    if (await canConnect(port)) return child.exitCode === null;
    await sleep(50);
  }
  return false;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  // nginx's master must take its worker along; the others may hold open streams for ever.
  child.kill("SIGTERM");
  const kill = setTimeout(() => child.kill("SIGKILL"), 2000);
  await ended;
  clearTimeout(kill);
}

/** Runs a program on the load core and returns what it printed. Throws when it fails. */
export async function runLoad(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [program, ...parameters] = pinned(LOAD_CORE, command);
  const child = spawn(program, parameters, {
    env: { PATH: programPath, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LOAD_MS_MAX,
  });
  let output = "";
  let complaints = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const [exitCode] = await once(child, "close");
  if (exitCode !== 0) throw new Error(reasonIn(complaints + output, exitCode));
  return output;
}

// The message that an uncaught error ends Node with, or whatever was said last.
function reasonIn(output: string, exitCode: unknown): string {
  const message = /^\w*Error: (.*)$/m.exec(output)?.[1];
  return message ?? (output.trim().split("\n").at(-1) || `it ended with ${exitCode}`);
}
