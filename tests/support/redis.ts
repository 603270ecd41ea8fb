import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { createClient } from "@redis/client";
import { ensureRedisServer } from "../../scripts/redis-server.ts";
import { freePort } from "./app.ts";

const READY = /Ready to accept connections/;

export type RedisServer = {
  readonly url: string;
  readonly port: number;
  /** Sends one command on a connection of its own. */
  command(...parts: string[]): Promise<unknown>;
  /** Stops it as a crash does; it keeps nothing. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
  /** Lets it accept connections and answer nothing. */
  freeze(): void;
  thaw(): void;
};

/** A real redis-server on a free port of the loopback, without persistence. */
export async function startRedis(): Promise<RedisServer> {
  const program = ensureRedisServer();
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child = await start(program, port);
  return {
    url,
    port,
    command: (...parts) => command(url, parts),
    async kill() {
      const ended = once(child, "exit");
      if (!child.kill("SIGKILL")) return;
      await ended;
    },
    async restart() {
      child = await start(program, port);
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
  };
}

async function start(program: string, port: number): Promise<ChildProcess> {
  const options = { port, bind: "127.0.0.1", save: "", appendonly: "no" };
  const parameters = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const child = spawn(program, parameters, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(child.stdout)) if (READY.test(line)) break;
  child.stdout.resume();
  if (child.exitCode !== null) throw new Error(`redis-server ended with code ${child.exitCode}`);
  return child;
}

async function command(url: string, parts: string[]): Promise<unknown> {
  const client = createClient({ url, RESP: 2, socket: { reconnectStrategy: false } });
  client.on("error", () => {});
  await client.connect();
  try {
    return await client.sendCommand(parts);
  } finally {
    client.destroy();
  }
}
