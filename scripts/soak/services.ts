import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "#tests/support/app.ts";

const PROGRAM = join(import.meta.dirname, "service.ts");

/** A service in a process of its own, always on the same port. */
export type Service = {
  readonly url: string;
  /** Ends it as a crash does, its connections with it. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Waits this long before each answer from now on, milliseconds. */
  slow(delayMs: number): void;
};

/** Resolves when it listens. */
export async function startService(): Promise<Service> {
  const port = await freePort();
  let child = await start(port);
  return {
    url: `http://127.0.0.1:${port}`,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    async restart() {
      child = await start(port);
    },
    slow: (delayMs) => void child.send(delayMs),
  };
}

async function start(port: number): Promise<ChildProcess> {
  const child = fork(PROGRAM, { env: { ...process.env, PORT: String(port) } });
  await once(child, "message");
  return child;
}
