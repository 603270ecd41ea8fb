import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { ensureGo } from "../../scripts/go.ts";

const FOLDER = resolve(import.meta.dirname, "../../examples/go-service");

export type GoService = {
  readonly url: string;
  /** Asks it to end, and gives its exit code. */
  stop(): Promise<number | null>;
};

/** Runs a command of the go tool on the example. Throws with what it said when it fails. */
export function runGo(...parameters: readonly string[]): string {
  return execFileSync(ensureGo(), parameters, { cwd: FOLDER, env, encoding: "utf8" });
}

// It needs no module but its own, and must not look for any.
const env = { ...process.env, GOFLAGS: "-mod=mod", GOPROXY: "off", GOTOOLCHAIN: "local" };

/** Builds the example and starts it on a free port of the loopback. */
export async function startGoService(secret: string): Promise<GoService> {
  const directory = mkdtempSync(join(tmpdir(), "go-service-"));
  const program = join(directory, "service");
  runGo("build", "-o", program, ".");
  const child = spawn(program, {
    env: { ...env, HOST: "127.0.0.1", PORT: "0", GATEWAY_SIGNING_SECRET: secret },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = once(child, "exit");
  let address: string | undefined;
  for await (const line of createInterface(child.stderr)) {
    address = /listening on (\S+)/.exec(line)?.[1];
    if (address !== undefined) break;
    throw new Error(`the service said: ${line}`);
  }
  child.stderr.resume();
  return {
    url: `http://${address}`,
    async stop() {
      child.kill("SIGTERM");
      const [code] = await ended;
      process.off("exit", kill);
      rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
}
