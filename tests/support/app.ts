import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const NEXT = join(ROOT, "node_modules/next/dist/bin/next");
const STARTED = /Ready in/;
const START_MS_MAX = 60_000;

/** Secrets of the tests; random ones would make failures hard to repeat. */
export const TEST_SECRET = "test-secret-test-secret-test-secret-1234";

type Options = {
  /** Text of a routes.yaml. */
  readonly routes: string;
  /** Replaces what the tests set; an empty value unsets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly lane?: Lane;
  /** `next start`, `next dev`, or what `npm start` makes of it. */
  readonly mode?: "start" | "dev" | "npm";
  readonly port?: number;
  /** Another server to start, by its folder and its command, which reads PORT and HOSTNAME. */
  readonly standalone?: {
    readonly folder: string;
    readonly command: readonly [string, ...string[]];
    readonly env: Readonly<Record<string, string>>;
  };
};

export type Lane = "route" | "direct";

export type App = {
  readonly url: string;
  readonly port: number;
  readonly routesFile: string;
  readonly process: ChildProcess;
  /** Everything written to both outputs so far. */
  output(): string;
  /** Resolves when the output matches; rejects when the process ends first. */
  outputMatching(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): Promise<void>;
};

/** Starts the built app as `next start` does it, on a free port, and waits until it answers. */
export async function startApp(options: Options): Promise<App> {
  const app = await spawnApp(options);
  await app.outputMatching(STARTED);
  // Next says so before it has loaded its handlers, and takes requests meanwhile: the first answer
  // comes when it has, and the second request finds the gateway attached.
  for (const _ of ["first", "second"]) await answered(app);
  return app;
}

async function answered(app: App): Promise<void> {
  try {
    await fetch(`${app.url}/health`);
  } catch (cause) {
    throw new Error(`the app does not answer:\n${app.output()}`, { cause });
  }
}

/** The same without waiting, for starts that must fail. */
export async function spawnApp(options: Options): Promise<App> {
  const port = options.port ?? (await freePort());
  const directory = mkdtempSync(join(tmpdir(), "gateway-test-"));
  // The container's server runs as somebody else.
  chmodSync(directory, 0o755);
  const routesFile = join(directory, "routes.yaml");
  writeFileSync(routesFile, options.routes);
  // The shipped routes name the descriptions of services beside them.
  cpSync(join(ROOT, "openapi"), join(directory, "openapi"), { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "",
    NEXT_TELEMETRY_DISABLED: "1",
    NODE_ENV: options.mode === "dev" ? ("development" as const) : ("production" as const),
    ...options.standalone?.env,
    GATEWAY_ROUTES: routesFile,
    GATEWAY_LANE: options.lane ?? "route",
    JWT_SECRET: TEST_SECRET,
    NEXTAUTH_SECRET: TEST_SECRET,
    NEXTAUTH_URL: url,
    // The standalone server takes its address from here, `next` from its parameters.
    PORT: String(port),
    HOSTNAME: "127.0.0.1",
    ...options.env,
  };
  const [command, ...args] = commandOf(options, port);
  // A group of its own: npm and `next dev` are only parents of the server.
  const child = spawn(command, args, {
    cwd: options.standalone?.folder ?? ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  return observe(child, { url, port, routesFile });
}

function commandOf({ mode = "start", standalone }: Options, port: number): [string, ...string[]] {
  if (standalone !== undefined) return [...standalone.command];
  if (mode === "npm") return ["npm", "start"];
  return [process.execPath, NEXT, mode, "-p", String(port), "-H", "127.0.0.1"];
}

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return address.port;
}

function observe(child: ChildProcess, place: Pick<App, "url" | "port" | "routesFile">): App {
  let output = "";
  const onOutput = (chunk: Buffer) => {
    output += chunk.toString();
    child.emit("output");
  };
  child.stdout?.on("data", onOutput);
  child.stderr?.on("data", onOutput);
  const ended = once(child, "close");
  const kill = () => killGroup(child);
  // A run that is interrupted must not leave its servers behind.
  process.once("exit", kill);
  child.once("close", () => process.off("exit", kill));
  return {
    ...place,
    process: child,
    output: () => output,
    outputMatching: (pattern) => matching(child, () => output, pattern),
    async stop() {
      kill();
      await ended;
    },
  };
}

function killGroup({ exitCode, pid, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGKILL");
}

function matching(
  child: ChildProcess,
  output: () => string,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      settle();
      reject(new Error(`${why} before it printed ${pattern}:\n${output()}`));
    };
    const onClose = () => fail("the app ended");
    const timer = setTimeout(() => fail("time ran out"), START_MS_MAX);
    const look = () => {
      const found = pattern.exec(output());
      if (found === null) return;
      settle();
      resolve(found);
    };
    function settle(): void {
      clearTimeout(timer);
      child.off("output", look);
      child.off("close", onClose);
    }
    child.on("output", look);
    child.once("close", onClose);
    look();
  });
}
