import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Transform } from "node:stream";

/** A program to keep running, and the name under which its end is reported. */
export type Program = Readonly<{
  name: string;
  file: string;
  parameters: readonly string[];
  /** What its standard output passes on its way to ours. */
  through?: () => Transform;
}>;

type Variables = Readonly<Record<string, string | undefined>>;

const patienceMs = 5000;

/**
 * Runs programs side by side, their output going where ours goes, until a signal ends this process
 * or one of them ends. Then stops all of them, and gives the exit code: 0 after a signal.
 */
export async function runTogether(
  programs: readonly Program[],
  env: Variables,
  onStarted: (stopped: AbortSignal) => Promise<void>,
): Promise<number> {
  const stopped = new AbortController();
  const children = programs.map((program) => start(program, env));
  const ends = children.map((child, index) => endOf(child, programs[index]?.name ?? ""));
  const signalled = new Promise<null>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve(null));
  });
  const started = onStarted(stopped.signal);
  const fault = await Promise.race([signalled, ...ends]);
  stopped.abort();
  await Promise.all([started, ...children.map(stop)]);
  if (fault !== null) console.error(fault);
  return fault === null ? 0 : 1;
}

function start({ file, parameters, through }: Program, env: Variables): ChildProcess {
  // A program whose output is read by us would take us for no terminal, and print without colours.
  const colours = through !== undefined && process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const child = spawn(file, parameters, {
    env: { ...process.env, ...colours, ...env },
    stdio: ["ignore", through === undefined ? "inherit" : "pipe", "inherit"],
  });
  if (through !== undefined) child.stdout?.pipe(through()).pipe(process.stdout, { end: false });
  return child;
}

async function endOf(child: ChildProcess, name: string): Promise<string> {
  const [exitCode, signal] = await once(child, "exit");
  return `${name} ended (${signal ?? `exit code ${exitCode}`}), see above.`;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  const kill = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  child.kill("SIGTERM");
  await exited;
  clearTimeout(kill);
}
