import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const START_MS_MAX = 20_000;

export type Balancer = {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
};

type Options = {
  readonly program: string;
  readonly port: number;
  /** Text of its configuration; `directory` is its own, for whatever it writes. */
  readonly configuration: (directory: string) => string;
  readonly parameters: (directory: string, configurationFile: string) => readonly string[];
};

/** Runs a balancer, which must stay in the foreground, and waits until it answers. */
export async function runBalancer(options: Options): Promise<Balancer> {
  const directory = mkdtempSync(join(tmpdir(), "gateway-balancer-"));
  const file = join(directory, "configuration");
  writeFileSync(file, options.configuration(directory));
  const child = spawn(options.program, options.parameters(directory, file), {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "close");
  const kill = () => void child.kill("SIGKILL");
  // A run that is interrupted must not leave its servers behind.
  process.once("exit", kill);
  const { port } = options;
  const url = `http://127.0.0.1:${port}`;
  await answering(url, child);
  return {
    url,
    port,
    async stop() {
      kill();
      await ended;
      process.off("exit", kill);
      rmSync(directory, { recursive: true });
    },
  };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_MS_MAX;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the balancer ended with code ${child.exitCode}`);
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await pause(20);
  }
}
